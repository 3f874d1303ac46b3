// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/field_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace causeway::service {

namespace {

using model::Key;
using model::Kind;

constexpr std::size_t kSample = 500;    // people who are asked for fields on the plain path
constexpr std::size_t kLookedAt = 300;  // people whom a preview picks from
constexpr std::size_t kKeysAsked = 1000;

fields::Linked linked(const model::BaseRecord& record) {
    const auto shape =
        std::get<model::UserShape>(model::shape_from_json(record.key.kind, record.shape));
    return {record.key, record.remote, record.school, shape.first_name + " " + shape.last_name};
}

template <class T>
T answered(base::Result<T> result) {
    if (result) return *std::move(result);
    throw base::Failure(base::ExitCode::incomplete, result.problem());
}

}  // namespace

std::vector<fields::Linked> linked_people(StateAdapter& state, std::span<const Key> only,
                                          std::size_t most) {
    std::vector<fields::Linked> out;
    const auto take = [&](const model::BaseRecord& record) {
        if (record.remote != 0 && record.state == model::State::active)
            out.push_back(linked(record));
    };
    if (!only.empty()) {
        std::set<Key> asked(only.begin(), only.end());
        for (const Key& key : asked)
            if (model::is_person(key.kind))
                if (const auto record = state.base_of(key)) take(*record);
        return out;
    }
    const auto stream = state.base(Kind::staff, Kind::student);
    model::BaseRecord record;
    while ((most == 0 || out.size() < most) && stream->next(record))
        take(record);
    return out;
}

// ---- the ports of a pull ----

class FieldParts::Source final : public fields::Source {
  public:
    Source(moodle::Site& site, std::span<const fields::Judged> rows) : site_(site), rows_(rows) {}

    model::Profiles profiles(std::span<const std::int64_t> users) override {
        auto found = answered(site_.profiles(users));
        // A field that was deleted since the rows were judged has no values either: that it is
        // empty would be a false conclusion.
        if (found.whole) found.whole = all_there(answered(site_.profile_fields({})));
        return found;
    }

  private:
    [[nodiscard]] bool all_there(const model::FieldCatalogue& now) const {
        return std::all_of(rows_.begin(), rows_.end(), [&](const fields::Judged& row) {
            return row.held || row.mapping.to_moodle || now.lms_field(row.mapping.lms) != nullptr;
        });
    }

    moodle::Site& site_;
    std::span<const fields::Judged> rows_;
};

class FieldParts::Target final : public fields::Target {
  public:
    explicit Target(FieldParts& parts) : parts_(parts) {}
    std::unordered_map<Key, model::Values> read(std::span<const Key> people,
                                                std::span<const std::string> names) override {
        return parts_.sis_values(people, names);
    }
    std::vector<std::optional<base::Problem>> write(
        const Key& person, std::span<const fields::Change> changes) override {
        if (!writer_) writer_.emplace(db::open_mariadb(parts_.opensis_));
        std::vector<std::optional<base::Problem>> out(changes.size());
        std::vector<opensis::FieldChange> rows;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const auto* field = placed(person.kind, changes[i].sis);
            if (field == nullptr) {
                out[i] =
                    base::Problem{"A value was not taken over", person.text(),
                                  fmt::format("openSIS has no field {} any more", changes[i].sis),
                                  "Map another field in its place, or remove the row.",
                                  "fields.gone_from_opensis"};
                continue;
            }
            rows.push_back({field, changes[i].before, changes[i].after});
            places.push_back(i);
        }
        if (rows.empty()) return out;
        const auto done = writer_->write(person, rows);
        for (std::size_t i = 0; i < done.size(); ++i)
            out[places[i]] = done[i];
        return out;
    }

  private:
    const opensis::PlacedField* placed(Kind whose, const std::string& id) {
        for (const auto& one : parts_.placed())
            if (one.field.whose == whose && one.field.id == id && !one.field.column_missing)
                return &one;
        return nullptr;
    }
    FieldParts& parts_;
    std::optional<opensis::FieldWriter> writer_;
};

class FieldParts::Book final : public fields::Book {
  public:
    explicit Book(FieldParts& parts) : parts_(parts), desk_(parts.desk_) {}

    std::vector<fields::Linked> people(std::span<const Key> only) override {
        return linked_people(parts_.state_, only);
    }
    fields::AgreedBook agreed() override {
        fields::AgreedBook out;
        for (auto& one : desk_.agreed())
            out[one.person][one.sis] = {one.value, one.kept};
        return out;
    }
    void agree(std::span<const fields::AgreedValue> values) override {
        std::vector<store::FieldAgreed> rows;
        for (const auto& one : values)
            rows.push_back({one.person, one.sis, one.agreed.value, one.agreed.kept});
        desk_.agree(rows);
    }
    std::int64_t begin(const std::string& what) override {
        run_ = parts_.state_.begin_run({what, parts_.by_, "", "", parts_.clock_.now()});
        keeper_.emplace(parts_.state_, run_);
        return run_;
    }
    void end(std::int64_t run, base::ExitCode exit, const std::string& summary) override {
        keeper_.reset();
        parts_.state_.end_run(run, exit, summary);
    }
    std::int64_t note(std::int64_t run, const fields::Note& note) override {
        return desk_.note(run, {0, note.person, note.title, note.sis, note.field, note.before,
                                note.after, note.why, store::NoteFate::intended});
    }
    void settle(std::int64_t note, bool done) override {
        desk_.settle(note, done ? store::NoteFate::done : store::NoteFate::refused);
    }
    std::vector<fields::Note> notes(std::int64_t run) override {
        std::vector<fields::Note> out;
        for (auto& one : desk_.notes(run))
            out.push_back({one.id, one.person, one.title, one.sis, one.field, one.before, one.after,
                           one.why, one.fate == store::NoteFate::done});
        return out;
    }
    void taken_back(std::int64_t note) override { desk_.taken_back(note, parts_.clock_.now()); }
    void tell_unfit(std::int64_t run, const std::vector<Key>* keys,
                    std::span<const model::UnfitValue> now) override {
        desk_.tell_unfit(run, false, keys, now);
    }

  private:
    FieldParts& parts_;
    store::FieldDesk& desk_;
    std::int64_t run_ = 0;
    std::optional<sync::LeaseKeeper> keeper_;
};

// ---- both sides ----

FieldParts::FieldParts(db::MariadbAddress opensis, moodle::Site& site, StateAdapter& state,
                       const base::Clock& clock, base::Zone zone, std::string by)
    : opensis_(std::move(opensis)),
      site_(site),
      state_(state),
      clock_(clock),
      zone_(std::move(zone)),
      by_(std::move(by)),
      desk_(state.link()) {}

const std::vector<opensis::PlacedField>& FieldParts::placed() {
    if (placed_.empty()) placed_ = opensis::read_fields(*db::open_mariadb(opensis_));
    return placed_;
}

const model::FieldCatalogue& FieldParts::catalogue() {
    if (catalogue_) return *catalogue_;
    std::vector<std::int64_t> sample;
    if (!site_.lists_in_bulk())
        for (const auto& person : linked_people(state_, {}, kSample))
            sample.push_back(person.user);
    auto found = answered(site_.profile_fields(sample));
    for (const auto& one : placed())
        found.sis.push_back(one.field);
    return catalogue_.emplace(std::move(found));
}

std::vector<fields::Judged> FieldParts::judged() {
    const auto mappings = desk_.mappings();
    if (mappings.empty()) return {};
    return fields::judge(mappings, catalogue(), zone_);
}

model::Profiles FieldParts::profiles(std::span<const std::int64_t> users) {
    return answered(site_.profiles(users));
}

std::unordered_map<Key, model::Values> FieldParts::sis_values(std::span<const Key> people,
                                                              std::span<const std::string> names) {
    std::unordered_map<Key, model::Values> out;
    std::vector<const opensis::PlacedField*> asked;
    for (const auto& one : placed())
        if (!one.field.column_missing &&
            std::find(names.begin(), names.end(), one.field.id) != names.end())
            asked.push_back(&one);
    std::optional<std::vector<Key>> only;
    if (people.size() <= kKeysAsked) only.emplace(people.begin(), people.end());
    const auto connection = db::open_mariadb(opensis_);
    const auto stream = opensis::field_values(*connection, asked, std::move(only));
    model::PersonValues one;
    while (stream->next(one))
        out[one.person] = one.values;
    return out;
}

fields::Judged FieldParts::judged_wish(const FieldWish& wish, std::optional<std::int64_t> id,
                                       model::FieldMapping& mapping) {
    auto rows = desk_.mappings();
    mapping = {id.value_or(0),
               wish.whose,
               wish.sis,
               wish.lms,
               wish.to_moodle,
               wish.options,
               wish.rules,
               "",
               "",
               "",
               by_,
               clock_.now()};
    if (const auto* sis = catalogue().sis_field(wish.whose, wish.sis))
        mapping.sis_title = sis->title;
    if (const auto* lms = catalogue().lms_field(wish.lms)) {
        mapping.lms_name = lms->name;
        mapping.lms_type = lms->datatype;
    }
    // Without the plugin a field that nobody has filled in any more is still what it was.
    for (const auto& row : rows)
        if (id && row.id == *id && row.lms == wish.lms && mapping.lms_type.empty()) {
            mapping.lms_name = row.lms_name;
            mapping.lms_type = row.lms_type;
        }
    const auto before = fields::judge(rows, catalogue(), zone_);
    // In its own place: of two rows that write one field it is the later one that is held back.
    const auto own = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& row) { return id && row.id == *id; });
    const auto at = static_cast<std::size_t>(std::distance(rows.begin(), own));
    if (own == rows.end())
        rows.push_back(mapping);
    else
        *own = mapping;
    const auto all = fields::judge(rows, catalogue(), zone_);
    auto judged = all[at];
    // Nor may it push out one that was good before.
    for (std::size_t i = at + 1; i < all.size() && !judged.held; ++i)
        if (all[i].held && !before[i].held) {
            judged.held = all[i].held;
            judged.held->record = wish.sis + " <-> " + wish.lms;
        }
    if (mapping.lms_type.empty() && !catalogue().lms_whole)
        judged.held = base::Problem{
            "The mapping cannot be made", wish.sis + " <-> " + wish.lms,
            fmt::format("no one has a value in a profile field \"{}\" that Causeway could see",
                        wish.lms),
            "Install Causeway's web-services plugin in Moodle, which tells all fields; or enter "
            "a value for one person there first.",
            "fields.not_seen"};
    return judged;
}

model::FieldMapping FieldParts::map(const FieldWish& wish, std::optional<std::int64_t> id) {
    model::FieldMapping mapping;
    const auto judged = judged_wish(wish, id, mapping);
    if (judged.held) {
        base::Problem problem = *judged.held;
        problem.what = "The mapping cannot be made";
        throw base::Failure(base::ExitCode::usage, problem);
    }
    if (!id) {
        mapping.id = desk_.add(mapping);
        return mapping;
    }
    if (!desk_.change(mapping))
        throw base::Failure(
            base::ExitCode::usage,
            {"The mapping cannot be changed", std::to_string(*id), "there is no row of this number",
             "Look at the list again.", "fields.no_row"});
    return mapping;
}

std::vector<FieldExample> FieldParts::preview(const FieldWish& wish, std::optional<std::int64_t> id,
                                              std::size_t most) {
    model::FieldMapping mapping;
    const auto judged = judged_wish(wish, id, mapping);
    // Another row of the same pair is no reason not to show what this one would do.
    const bool shows = !judged.held || judged.held->code == "fields.mapped_twice" ||
                       judged.held->code == "fields.written_twice";
    if (!shows) throw base::Failure(base::ExitCode::usage, *judged.held);
    std::vector<fields::Linked> people;
    for (auto& person : linked_people(state_, {}))
        if (person.key.kind == wish.whose && people.size() < kLookedAt)
            people.push_back(std::move(person));
    std::vector<std::int64_t> users;
    std::vector<Key> keys;
    for (const auto& person : people) {
        users.push_back(person.user);
        keys.push_back(person.key);
    }
    const auto profiles = this->profiles(users);
    std::unordered_map<std::int64_t, const model::Values*> by_user;
    for (const auto& one : profiles.people)
        by_user.emplace(one.user, &one.values);
    const std::string name = wish.sis;
    const auto sis = sis_values(keys, std::span(&name, 1));
    std::vector<FieldExample> refused;
    std::vector<FieldExample> good;
    std::vector<FieldExample> empty;
    for (const auto& person : people) {
        FieldExample one;
        one.person = person.key;
        one.title = person.title;
        if (const auto at = sis.find(person.key); at != sis.end())
            if (const auto* value = model::find_value(at->second, wish.sis)) one.sis = value->value;
        if (const auto at = by_user.find(person.user); at != by_user.end())
            if (const auto* value = model::find_value(*at->second, wish.lms))
                one.lms = value->value;
        const auto becomes = wish.to_moodle ? fields::to_moodle(judged.pair, one.sis)
                                            : fields::to_opensis(judged.pair, one.lms);
        const std::string in_form = fields::in_shape(judged.pair.lms, judged.pair.zone, one.lms);
        if (!becomes) {
            one.problem = becomes.problem();
            one.problem->record = person.key.text();
        } else {
            one.becomes = *becomes;
            one.changes = !becomes->empty() && *becomes != (wish.to_moodle ? in_form : one.sis);
        }
        one.lms = in_form;
        auto& list = one.problem ? refused : one.becomes.empty() ? empty : good;
        list.push_back(std::move(one));
    }
    std::vector<FieldExample> out;
    const auto take = [&](std::vector<FieldExample>& from, std::size_t upto) {
        for (auto& one : from)
            if (out.size() < upto) out.push_back(std::move(one));
    };
    take(refused, good.size() >= most / 2 ? most / 2 : most - good.size());
    take(good, most);
    take(empty, most);
    return out;
}

fields::PullReport FieldParts::pull(std::span<const Key> only, bool write, fields::Watch watch,
                                    std::stop_token stop) {
    const auto rows = judged();
    Source source(site_, rows);
    Target target(*this);
    Book book(*this);
    return fields::pull({source, target, book, rows, std::move(watch), std::move(stop)}, only,
                        write);
}

fields::PullUndone FieldParts::undo(std::int64_t run, fields::Watch watch) {
    const std::vector<fields::Judged> none;
    Source source(site_, none);
    Target target(*this);
    Book book(*this);
    return fields::undo({source, target, book, none, std::move(watch), {}}, run);
}

}  // namespace causeway::service
