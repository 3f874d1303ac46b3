// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/intake_work.h"

#include <fmt/format.h>

#include "base/bcrypt.h"
#include "base/log.h"
#include "base/sealed.h"
#include "service/intake_fields.h"

namespace causeway::service {

namespace {

constexpr std::size_t kPasswordLength = 14;

// Joins the real sides behind the ports, for one piece of work.
class Joined {
  public:
    Joined(const IntakeTools& tools, const std::vector<std::int64_t>& schools)
        : tools_(tools),
          policy_(policy_from(tools.config, tools.clock.now())),
          scope_(roster_from(tools.config, policy_.today, tools.state.turn())) {
        if (!schools.empty()) scope_.schools = schools;
        const auto address = opensis_address(tools.config);
        sis_ = std::make_unique<SisAdapter>(address, opensis::ReadOptions{});
        target_ = std::make_unique<OpensisTarget>(address, scope_);
        source_ = std::make_unique<MoodleSource>(tools.parts.site());
        book_ = std::make_unique<IntakeBook>(tools.state, *sis_, tools.clock, policy_, scope_,
                                             tools.by);
        mapping_ = std::make_unique<FieldParts>(address, tools.parts.site(), tools.state,
                                                tools.clock, policy_.zone, tools.by);
        fields_ = std::make_unique<IntakeFields>(*mapping_, *target_, *sis_);
    }
    [[nodiscard]] intake::Parts parts() const {
        return {*source_,
                *target_,
                *book_,
                tools_.watch,
                tools_.stop,
                fields_.get(),
                [](std::int64_t rows, std::optional<double> each) {
                    base::log::warning("{}", slow_warning(rows, each));
                }};
    }
    void complete(intake::Wishes& wishes) const {
        wishes.prefix = policy_.prefix;
        wishes.zone = policy_.zone;
        wishes.today = policy_.today;
    }

  private:
    const IntakeTools& tools_;
    const sync::Policy policy_;
    model::RosterScope scope_;
    std::unique_ptr<SisAdapter> sis_;
    std::unique_ptr<OpensisTarget> target_;
    std::unique_ptr<MoodleSource> source_;
    std::unique_ptr<IntakeBook> book_;
    std::unique_ptr<FieldParts> mapping_;
    std::unique_ptr<IntakeFields> fields_;
};

}  // namespace

intake::Report preview_intake(const IntakeTools& tools, IntakeOrder& order) {
    const Joined joined(tools, order.schools);
    joined.complete(order.wishes);
    return intake::preview(joined.parts(), order.what, order.wishes);
}

intake::Report run_intake(const IntakeTools& tools, const KeptIntake& shown,
                          const std::vector<std::string>& only) {
    const Joined joined(tools, shown.order.schools);
    intake::Wishes wishes = shown.order.wishes;
    joined.complete(wishes);
    wishes.only = {only.begin(), only.end()};
    auto& prints = wishes.shown.emplace();
    for (const intake::Row& row : shown.report->rows)
        prints.emplace(row.id, intake::print_of(row));
    store::LinkState& link = tools.state.link();
    const auto with_password = [&](std::int64_t run, const intake::Row& row,
                                   model::NewPerson& person) {
        if (person.login.empty()) return;
        const std::string password = base::random_password(kPasswordLength);
        person.password_hash = base::bcrypt_hash(password);
        link.keep_first_password(run, {row.title, person.login, password});
    };
    return intake::run(joined.parts(), shown.order.what, std::move(wishes),
                       shown.order.first_passwords ? intake::Prepare(with_password) : nullptr);
}

intake::Undone undo_intake(const IntakeTools& tools, std::int64_t run) {
    return intake::undo(Joined(tools, {}).parts(), run);
}

std::string slow_warning(std::int64_t rows, std::optional<double> each) {
    std::string out = fmt::format(
        "{} rows go into sections that take attendance: openSIS recalculates it for each", rows);
    if (each)
        out += fmt::format(", which took {:.1f} s for one and so takes about {:.0f} s for all",
                           *each, *each * static_cast<double>(rows));
    return out + ".";
}

bool is_intake(std::string_view what) {
    return what.starts_with("intake ");
}

}  // namespace causeway::service
