// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/adapters.h"

namespace causeway::service {

namespace {

class SnapshotAdapter final : public sync::SisLookup {
  public:
    explicit SnapshotAdapter(std::unique_ptr<opensis::Snapshot> snapshot)
        : snapshot_(std::move(snapshot)) {}

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
    std::unique_ptr<model::Stream<model::Person>> people() override { return snapshot_->people(); }
    std::unique_ptr<model::Stream<model::Enrolment>> enrolments() override {
        return snapshot_->enrolments();
    }
    void narrow(std::span<const model::Key> keys) override { snapshot_->narrow(keys); }
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys) override {
        return snapshot_->hanging_on(keys);
    }
    std::vector<model::Key> people_named(std::span<const std::string> names) override {
        return snapshot_->people_named(names);
    }

  private:
    std::unique_ptr<opensis::Snapshot> snapshot_;
};

}  // namespace

std::unique_ptr<sync::SisSnapshot> SisAdapter::open(const model::RosterScope& scope) {
    return std::make_unique<SnapshotAdapter>(opensis_.open(scope));
}

std::unique_ptr<sync::SisLookup> SisAdapter::look_up(const model::RosterScope& scope) {
    return std::make_unique<SnapshotAdapter>(opensis_.open(scope));
}

}  // namespace causeway::service
