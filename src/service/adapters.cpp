// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/adapters.h"

#include <algorithm>

#include "opensis/field_values.h"

namespace causeway::service {

namespace {

// People with what Moodle is to hold of their mapped fields: two streams in the same order.
class ProfiledPeople final : public model::Stream<model::Person> {
  public:
    ProfiledPeople(std::unique_ptr<model::Stream<model::Person>> people,
                   std::unique_ptr<db::Connection> connection,
                   std::span<const opensis::PlacedField* const> fields,
                   std::span<const fields::Judged> rows,
                   std::optional<std::vector<model::Key>> only)
        : people_(std::move(people)),
          connection_(std::move(connection)),
          values_(opensis::field_values(*connection_, fields, std::move(only))),
          projection_(rows) {}

    bool next(model::Person& out) override {
        if (!people_->next(out)) return false;
        const model::Key key = out.key();
        while (any_ && (at_.person < key || !read_)) {
            any_ = values_->next(at_);
            read_ = true;
        }
        if (any_ && at_.person == key)
            projection_.of({key, out.school, out.first_name + " " + out.last_name}, at_.values,
                           out.profile, out.unfit);
        return true;
    }
    [[nodiscard]] model::Proof proof() const override { return people_->proof(); }

  private:
    std::unique_ptr<model::Stream<model::Person>> people_;
    std::unique_ptr<db::Connection> connection_;
    std::unique_ptr<model::Stream<model::PersonValues>> values_;
    fields::Projection projection_;
    model::PersonValues at_;
    bool any_ = true;
    bool read_ = false;
};

// What a snapshot needs to know of the mapping.
struct Kept {
    const db::MariadbAddress& address;
    const std::vector<fields::Judged>& rows;
    const std::vector<opensis::PlacedField>& placed;
};

class SnapshotAdapter final : public sync::SisLookup {
  public:
    SnapshotAdapter(std::unique_ptr<opensis::Snapshot> snapshot, Kept kept)
        : snapshot_(std::move(snapshot)), kept_(kept) {}

    std::unique_ptr<model::Stream<model::School>> schools() override {
        return snapshot_->schools();
    }
    std::unique_ptr<model::Stream<model::Subject>> subjects() override {
        return snapshot_->subjects();
    }
    std::unique_ptr<model::Stream<model::Course>> courses() override {
        return snapshot_->courses();
    }
    std::unique_ptr<model::Stream<model::Section>> sections() override {
        return snapshot_->sections();
    }
    std::unique_ptr<model::Stream<model::Person>> people() override {
        std::vector<const opensis::PlacedField*> asked;
        for (const auto& field : kept_.placed)
            for (const auto& row : kept_.rows)
                if (!row.held && row.mapping.to_moodle && row.mapping.sis == field.field.id &&
                    row.mapping.whose == field.field.whose &&
                    (asked.empty() || asked.back() != &field))
                    asked.push_back(&field);
        if (asked.empty()) return snapshot_->people();
        return std::make_unique<ProfiledPeople>(
            snapshot_->people(), db::open_mariadb(kept_.address), asked, kept_.rows, narrowed_);
    }
    std::unique_ptr<model::Stream<model::Enrolment>> enrolments() override {
        return snapshot_->enrolments();
    }
    void narrow(std::span<const model::Key> keys) override {
        narrowed_.emplace(keys.begin(), keys.end());
        snapshot_->narrow(keys);
    }
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys) override {
        return snapshot_->hanging_on(keys);
    }
    std::vector<model::Key> people_named(std::span<const std::string> names) override {
        return snapshot_->people_named(names);
    }

  private:
    std::unique_ptr<opensis::Snapshot> snapshot_;
    const Kept kept_;
    std::optional<std::vector<model::Key>> narrowed_;
};

}  // namespace

std::unique_ptr<sync::SisSnapshot> SisAdapter::open(const model::RosterScope& scope) {
    return std::make_unique<SnapshotAdapter>(opensis_.open(scope), Kept{address_, rows_, placed_});
}

std::unique_ptr<sync::SisLookup> SisAdapter::look_up(const model::RosterScope& scope) {
    return std::make_unique<SnapshotAdapter>(opensis_.open(scope), Kept{address_, rows_, placed_});
}

// In the form that a sync compares, and of mapped fields alone.
void LmsAdapter::in_shape(model::Profiles& profiles) const {
    for (auto& person : profiles.people) {
        model::Values kept;
        for (const auto& row : rows_) {
            if (row.held || !row.mapping.to_moodle) continue;
            const auto* raw = model::find_value(person.values, row.mapping.lms);
            if (raw == nullptr) continue;
            std::string value = fields::in_shape(row.pair.lms, row.pair.zone, raw->value);
            if (!value.empty()) model::set_value(kept, row.mapping.lms, std::move(value));
        }
        person.values = std::move(kept);
    }
}

base::Result<model::Profiles> LmsAdapter::read_profiles(std::span<const model::RemoteId> users) {
    auto found = site_.profiles(users);
    if (found) in_shape(*found);
    return found;
}

base::Result<std::optional<model::Profiles>> LmsAdapter::read_holders(
    std::span<const std::string> names) {
    auto found = site_.all_profiles();
    if (!found || !found->has_value()) return found;
    in_shape(**found);
    for (auto& person : (*found)->people)
        std::erase_if(person.values, [&](const model::NamedValue& one) {
            return std::find(names.begin(), names.end(), one.name) == names.end();
        });
    return found;
}

}  // namespace causeway::service
