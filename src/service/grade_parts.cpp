// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/grade_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <utility>

#include "base/text.h"
#include "grades/rules.h"
#include "model/sorts.h"
#include "moodle/gradebook.h"
#include "service/state_adapter.h"

namespace causeway::service {

namespace {

constexpr std::size_t kLongestCell = 500;
constexpr const char* kCursor = "grades.cursor";
constexpr const char* kKnown = "grades.known";  // courses read whole: "17,18,42"
constexpr const char* kRules = "grades.rules";  // the settings that the cursor was read with
constexpr const char* kRosters = "grades.rosters";

base::Failure not_in_moodle(std::int64_t section) {
    return {base::ExitCode::usage,
            {"This section has no gradebook to read", fmt::format("section:{}", section),
             "it is not in Moodle", "See `causeway standings` for the reason, and sync it first.",
             "grades.section"}};
}

// "331:1f,332:2e": sections of shared courses and the marks of their rosters.
std::string rosters_text(const std::map<std::int64_t, base::Fingerprint>& marks) {
    std::string out;
    for (const auto& [section, mark] : marks)
        out += fmt::format("{}{}:{:x}", out.empty() ? "" : ",", section, mark);
    return out;
}
std::map<std::int64_t, base::Fingerprint> rosters_from(const std::string& text) {
    std::map<std::int64_t, base::Fingerprint> out;
    for (const std::string& one : base::split(text, ','))
        if (const auto colon = one.find(':'); colon != std::string::npos)
            out[std::stoll(one.substr(0, colon))] = std::stoull(one.substr(colon + 1), nullptr, 16);
    return out;
}

// The settings that decide what of Moodle's becomes what in openSIS.
std::string rules_text(const Config& config) {
    std::string out;
    for (const Key& key : keys())
        if ((key.name.starts_with("grades.") && key.name != "grades.enabled" &&
             key.name != "grades.every_seconds") ||
            key.name == "opensis.zone" || key.name == "moodle.prefix")
            out += fmt::format("{}={}\n", key.name, config.shown(key.name));
    return out;
}

}  // namespace

grades::Policy grade_policy(const Config& config, base::Instant now) {
    grades::Policy out;
    out.prefix = config.text("moodle.prefix");
    out.zone = base::Zone(config.text("opensis.zone"));
    out.today = out.zone.date_of(now);
    out.kinds.clear();
    for (const std::string& word : config.list("grades.items"))
        for (const auto kind :
             {model::ItemKind::assignment, model::ItemKind::quiz, model::ItemKind::lesson,
              model::ItemKind::other, model::ItemKind::manual})
            if (model::name(kind).starts_with(word)) out.kinds.insert(kind);
    out.top_category = config.text("grades.top_category");
    out.carry_hidden = config.flag("grades.carry_hidden");
    out.missing_is_zero = config.flag("grades.missing_is_zero");
    out.feedback = config.flag("grades.feedback");
    out.excuse_dropped = config.flag("grades.excuse_dropped");
    out.carry_extra_credit = config.flag("grades.extra_credit");
    if (const std::string& as = config.text("grades.send"); as != "no")
        out.send = as == "assignment" ? model::SentAs::assignment : model::SentAs::manual_item;
    return out;
}

class GradeParts::SchoolSide final : public grades::School {
  public:
    explicit SchoolSide(opensis::Gradebooks& books) : books_(books) {}

    std::vector<model::SchoolBook> read(std::span<const std::int64_t> sections) override {
        return books_.read(sections);
    }
    std::vector<model::SchoolBook> read_some(std::span<const model::GradePlace> grades) override {
        return books_.read_some(grades);
    }
    std::map<std::int64_t, std::vector<model::Pupil>> rosters(
        std::span<const std::int64_t> sections) override {
        return books_.rosters(sections);
    }
    std::vector<base::Result<void>> write(std::int64_t run,
                                          std::span<const model::SectionSteps> sections) override {
        return books_.write(run, sections);
    }
    std::vector<std::int64_t> sections_with(std::span<const model::RemoteId> items) override {
        return books_.sections_with(items);
    }
    std::vector<std::int64_t> sections_to_send(std::span<const std::int64_t> sections) override {
        return books_.sections_to_send(sections);
    }
    std::vector<std::int64_t> sections_of(std::int64_t run) override {
        return books_.sections_of(run);
    }
    base::Result<std::pair<std::int64_t, std::int64_t>> undo(std::int64_t section, std::int64_t run,
                                                             std::int64_t undo_run) override {
        const auto undone = books_.undo(section, run, undo_run);
        if (!undone) return undone.problem();
        return std::pair{undone->restored, undone->kept};
    }

  private:
    opensis::Gradebooks& books_;
};

class GradeParts::LmsSide final : public grades::Lms {
  public:
    explicit LmsSide(moodle::Site& site) : site_(site) {}

    base::Result<model::GradebookListing> read(std::span<const model::RemoteId> courses) override {
        return reader().read(courses);
    }
    std::optional<base::Result<model::GradebookChanges>> changes(
        std::span<const model::RemoteId> courses, const model::GradeCursor& cursor) override {
        if (!reader().fast()) return std::nullopt;
        return reader().changes(courses, cursor);
    }
    base::Result<std::vector<grades::SentItem>> send(
        std::span<const model::GradedItemWrite> rows) override {
        if (!reader().fast())
            return base::Problem{"openSIS's assignments were not sent to Moodle", "",
                                 "Moodle's own functions cannot make graded items",
                                 "Install the plugin openSIS-Web-Services in Moodle, or set "
                                 "grades.send to \"no\".",
                                 "grades.send_needs_plugin"};
        auto sent = reader().send(rows);
        if (!sent) return sent.problem();
        std::vector<grades::SentItem> out;
        for (auto& one : *sent)
            out.push_back({one.id, one.changed, std::move(one.refused)});
        return out;
    }

    // Which functions the site grants is known once it was asked.
    moodle::GradebookReader& reader() {
        if (!reader_) {
            const auto identity = site_.identify();
            if (!identity) throw base::Failure(base::ExitCode::incomplete, identity.problem());
            reader_.emplace(site_);
        }
        return *reader_;
    }

  private:
    moodle::Site& site_;
    std::optional<moodle::GradebookReader> reader_;
};

class GradeParts::DeskSide final : public grades::Desk {
  public:
    DeskSide(store::LinkState state, store::GradeDesk& desk, base::Clock& clock,
             const Config& config, std::function<void(std::int64_t)> began)
        : state_(state),
          desk_(desk),
          clock_(clock),
          fallback_(
              grades::option_named(config.text("grades.option")).value_or(grades::Option::opensis)),
          rules_(rules_text(config)),
          began_(std::move(began)) {
        for (const store::GradeChoice& choice : desk.choices())
            if (const auto option = grades::option_named(choice.option))
                choices_[{choice.kind, choice.id}] = *option;
    }

    std::vector<grades::Place> places() override {
        std::vector<grades::Place> out;
        bool joint = false;
        {
            const auto base = state_.base(model::Kind::section, model::Kind::section);
            model::BaseRecord record;
            while (base->next(record)) {
                if (record.remote == 0 || record.state != model::State::active) continue;
                const bool group = !model::is_course(record);
                joint = joint || group;
                out.push_back({record.key.id, record.school, group ? 0 : record.remote,
                               group ? model::course_of(record).id : 0});
            }
        }
        if (joint) place_groups(out);
        return out;
    }
    grades::Option option_of(const grades::Place& place) override {
        for (const auto& at : {std::pair{model::Kind::section, place.section},
                               std::pair{model::Kind::school, place.school}})
            if (const auto found = choices_.find(at); found != choices_.end()) return found->second;
        return fallback_;
    }
    // With other settings than it was read with, what did not change in Moodle is news, too.
    std::string cursor() override {
        return state_.fact(kRules) == rules_ ? state_.fact(kCursor).value_or("") : "";
    }
    void set_cursor(const std::string& text) override {
        state_.set_fact(kCursor, text);
        if (state_.fact(kRules) != rules_) state_.set_fact(kRules, rules_);
    }
    std::optional<std::set<model::RemoteId>> known() override {
        std::set<model::RemoteId> out;
        for (const std::string& text : base::split(state_.fact(kKnown).value_or(""), ','))
            if (!text.empty()) out.insert(std::stoll(text));
        return out;
    }
    void set_known(const std::set<model::RemoteId>& courses) override {
        state_.set_fact(kKnown, fmt::format("{}", fmt::join(courses, ",")));
    }
    std::map<std::int64_t, base::Fingerprint> rosters() override {
        return rosters_from(state_.fact(kRosters).value_or(""));
    }
    void set_rosters(const std::map<std::int64_t, base::Fingerprint>& marks) override {
        state_.set_fact(kRosters, rosters_text(marks));
    }
    std::int64_t begin_run(const model::RunHeader& header) override {
        const std::int64_t run = state_.begin_run(header);
        if (began_) began_(run);
        // Before anything is written: a pull that dies half-way is then finished by the next one,
        // not taken back.
        if (const auto choice = std::exchange(choosing_, std::nullopt)) {
            desk_.choose(*choice, run);
            forget_read(*choice);
        }
        return run;
    }
    std::optional<grades::KeeperBack> put_choice_back(std::int64_t run,
                                                      std::int64_t undo_run) override {
        const auto back = desk_.put_back(run, undo_run);
        if (!back) return std::nullopt;
        return grades::KeeperBack{model::Key{back->now.kind, back->now.id, 0}.text(),
                                  grades::option_named(back->now.option), back->newer};
    }
    void choosing(const store::GradeChoice& choice) { choosing_ = choice; }
    void beat(std::int64_t run) override {
        heed_wish_to_end(state_, run);  // throws Failure(interrupted)
        state_.beat(run);
    }
    void end_run(std::int64_t run, base::ExitCode exit, const std::string& summary) override {
        state_.end_run(run, exit, summary);
    }
    void tell(std::span<const grades::ToldSection> sections) override {
        std::vector<store::ToldSection> out;
        for (const grades::ToldSection& told : sections) {
            store::ToldSection& one = out.emplace_back();
            one.section = told.section;
            one.keys = told.keys;
            for (const grades::Difference& d : told.differences)
                one.now.push_back({d.key, told.section, std::string(model::name(d.kind)), d.student,
                                   d.title, d.here, d.there, d.why, 0});
        }
        desk_.tell(out, clock_.now());
    }

  private:
    // To Moodle another keeper is no change: what was not read whole since is read whole.
    void forget_read(const store::GradeChoice& choice) {
        auto courses = *known();
        auto marks = rosters();
        for (const grades::Place& place : places()) {
            if (choice.id != (choice.kind == model::Kind::school ? place.school : place.section))
                continue;
            courses.erase(place.course);
            marks.erase(place.section);
        }
        set_known(courses);
        set_rosters(marks);
    }
    // A section that is a group: the Moodle course of its openSIS course.
    void place_groups(std::vector<grades::Place>& places) {
        std::map<std::int64_t, model::RemoteId> courses;
        const auto base = state_.base(model::Kind::course, model::Kind::course);
        model::BaseRecord record;
        while (base->next(record))
            if (record.remote != 0 && record.state == model::State::active &&
                model::is_course(record))
                courses[record.key.id] = record.remote;
        std::erase_if(places, [&](grades::Place& place) {
            if (place.joint == 0) return false;
            const auto found = courses.find(place.joint);
            if (found != courses.end()) place.course = found->second;
            return found == courses.end();
        });
    }

    store::LinkState state_;
    store::GradeDesk& desk_;
    base::Clock& clock_;
    grades::Option fallback_;
    std::string rules_;
    std::function<void(std::int64_t)> began_;
    std::map<std::pair<model::Kind, std::int64_t>, grades::Option> choices_;
    std::optional<store::GradeChoice> choosing_;
};

GradeParts::GradeParts(const Config& config, base::Clock& clock, LinkParts& parts,
                       store::Store& store, const std::string& link, std::stop_token stop,
                       std::function<void(std::int64_t)> began)
    : config_(config),
      clock_(clock),
      parts_(parts),
      desk_(store, link),
      stop_(std::move(stop)),
      gradebooks_(opensis_address(config)),
      school_(std::make_unique<SchoolSide>(gradebooks_)),
      desk_side_(
          std::make_unique<DeskSide>(store.link(link), desk_, clock, config, std::move(began))) {}

GradeParts::~GradeParts() = default;

grades::Engine GradeParts::engine(grades::Watch watch) {
    if (!lms_) lms_ = std::make_unique<LmsSide>(parts_.site());
    return {*school_,         *lms_, *desk_side_, clock_, grade_policy(config_, clock_.now()),
            std::move(watch), stop_};
}

std::optional<model::SchoolBook> GradeParts::book(std::int64_t section) {
    const std::int64_t ids[] = {section};
    auto books = gradebooks_.read(ids);
    if (books.empty()) return std::nullopt;
    return std::move(books.front());
}

model::Gradebook GradeParts::lms_book(std::int64_t section) {
    if (!lms_) lms_ = std::make_unique<LmsSide>(parts_.site());
    for (const grades::Place& place : desk_side_->places()) {
        if (place.section != section) continue;
        const model::RemoteId course[] = {place.course};
        auto listing = lms_->read(course);
        if (!listing) throw base::Failure(base::ExitCode::incomplete, listing.problem());
        if (!listing->books.empty()) return std::move(listing->books.front());
    }
    throw not_in_moodle(section);
}

void GradeParts::choose_with_run(const store::GradeChoice& choice) {
    desk_side_->choosing(choice);
}

std::vector<grades::Place> GradeParts::places() {
    return desk_side_->places();
}

std::vector<std::int64_t> GradeParts::sections_of(const store::GradeChoice& choice) {
    if (choice.kind == model::Kind::section) return {choice.id};
    std::set<std::int64_t> chosen;
    for (const store::GradeChoice& one : desk_.choices())
        if (one.kind == model::Kind::section) chosen.insert(one.id);
    std::vector<std::int64_t> out;
    for (const grades::Place& place : places())
        if (place.school == choice.id && !chosen.contains(place.section))
            out.push_back(place.section);
    if (out.empty())
        throw base::Failure(
            base::ExitCode::usage,
            {"This school has no section in Moodle", fmt::format("school:{}", choice.id), "",
             "Check the number; run `causeway sync` first.", "grades.school"});
    return out;
}

std::vector<moodle::GradeTableRow> GradeParts::table(std::int64_t section, model::RemoteId user) {
    if (!lms_) lms_ = std::make_unique<LmsSide>(parts_.site());
    for (const grades::Place& place : desk_side_->places()) {
        if (place.section != section) continue;
        auto rows = lms_->reader().table(place.course, user);
        if (!rows) throw base::Failure(base::ExitCode::incomplete, rows.problem());
        // Moodle's words still carry the entities and marks of its page.
        for (moodle::GradeTableRow& row : *rows)
            for (std::string* text : {&row.item, &row.weight, &row.grade, &row.range,
                                      &row.percentage, &row.feedback, &row.contribution})
                *text = grades::plain_text(*text, kLongestCell);
        return *std::move(rows);
    }
    throw not_in_moodle(section);
}

grades::Option GradeParts::option_of(std::int64_t section) {
    for (const grades::Place& place : desk_side_->places())
        if (place.section == section) return desk_side_->option_of(place);
    return desk_side_->option_of({section, 0, 0});
}

}  // namespace causeway::service
