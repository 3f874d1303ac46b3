// SPDX-License-Identifier: GPL-3.0-or-later
// Staff and students: who of Moodle's people becomes whom in openSIS.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "intake/known_people.h"
#include "intake/rows.h"

namespace causeway::intake {

namespace {

using model::Key;
using model::Kind;
using model::SisPerson;

constexpr model::RemoteId kLastBuiltIn = 2;  // guest is 1, the first administrator 2

class PeoplePlanner {
  public:
    PeoplePlanner(Kind kind, const model::MoodleSchool& moodle, const model::SisSchool& sis,
                  const Links& links, const Wishes& wishes)
        : kind_(kind), moodle_(moodle), sis_(sis), links_(links), wishes_(wishes), known_(sis) {
        for (const auto& member : moodle.members) {
            if (has_role(member, wishes.teachers)) teaching_.insert(member.user);
            if (has_role(member, wishes.students)) learning_.insert(member.user);
        }
        for (const auto& [remote, key] : links.people)
            taken_.emplace(key, remote);
        find_levels();
    }

    std::vector<Row> rows() {
        std::vector<const model::MoodlePerson*> mine;
        for (const auto& person : moodle_.people)
            if (takes_part(person.user)) mine.push_back(&person);
        std::sort(mine.begin(), mine.end(),
                  [](const auto* a, const auto* b) { return a->user.id < b->user.id; });
        for (const auto* person : mine) {
            const model::FoundUser& user = person->user;
            if (is_out(row_id(user), wishes_)) continue;
            emails_[folded(user.email)].push_back(user.id);
            numbers_[folded(user.idnumber)].push_back(user.id);
            if (!user.suspended) names_[name_of(user.first_name, user.last_name)].push_back(&user);
        }
        std::vector<Row> out;
        for (const auto* person : mine)
            out.push_back(row_of(*person));
        return out;
    }

  private:
    [[nodiscard]] bool takes_part(const model::FoundUser& user) const {
        const auto& with_role = kind_ == Kind::staff ? teaching_ : learning_;
        return with_role.contains(user.id);
    }

    static std::string row_id(const model::FoundUser& user) {
        return "user:" + std::to_string(user.id);
    }

    // Which grade levels the courses of this year say a student has.
    void find_levels() {
        if (wishes_.levels.empty()) return;
        std::unordered_map<model::RemoteId, std::set<std::string>> of_course;
        for (const auto& course : moodle_.courses)
            if (wishes_.zone.date_of(course.course.start) >= sis_.begin)
                for (const auto& [id, title] : course.categories)
                    if (const auto level = wishes_.levels.find(id); level != wishes_.levels.end())
                        of_course[course.course.id].insert(level->second);
        for (const auto& member : moodle_.members)
            if (!member.suspended && has_role(member, wishes_.students))
                if (const auto levels = of_course.find(member.course); levels != of_course.end())
                    levels_[member.user].insert(levels->second.begin(), levels->second.end());
    }

    Row row_of(const model::MoodlePerson& person) {
        const model::FoundUser& user = person.user;
        Row row;
        row.id = row_id(user);
        row.there = {{"first_name", base::tidy(user.first_name)},
                     {"middle_name", base::tidy(user.middle_name)},
                     {"last_name", base::tidy(user.last_name)},
                     {"email", user.email},
                     {"username", user.username},
                     {"number", user.idnumber},
                     {"phone", person.phone}};
        if (const std::string born = birth_date_of(person); !born.empty())
            row.there.emplace_back("birth_date", born);
        row.kind = kind_ == Kind::staff ? "staff" : "students";
        row.title = base::tidy(user.first_name + " " + user.last_name);
        row.remote = user.id;
        if (user.id <= kLastBuiltIn) {
            refuse(row, "it is an account of Moodle's own",
                   "Leave it out. A person who works with it needs an account of their own.",
                   "intake.built_in");
            return row;
        }
        if (kind_ == Kind::student && teaching_.contains(user.id)) {
            refuse(row, "the account holds a teaching role in another course",
                   "It comes with the staff. If it is a student, take that role from it in Moodle.",
                   "intake.two_roles");
            return row;
        }
        if (!sound(row, person)) return row;
        if (const auto linked = links_.people.find(user.id); linked != links_.people.end()) {
            const auto mine = known_.by_key.find(linked->second);
            if (mine == known_.by_key.end())
                refuse(row, "it is linked to " + linked->second.text() + ", which openSIS lost",
                       "Let a sync settle that record first, or undo the run that brought it in.",
                       "intake.link_lost");
            else
                compare(row, person, *mine->second, true);
            return row;
        }
        if (user.suspended) {
            refuse(row, "the account is suspended in Moodle",
                   "Lift the suspension there, or leave the person out.", "intake.suspended");
            return row;
        }
        match(row, person);
        return row;
    }

    // What stands in the way whatever openSIS holds.
    bool sound(Row& row, const model::MoodlePerson& person) {
        const bool staff = kind_ == Kind::staff;
        const std::size_t name = staff ? 100 : 50;
        const model::FoundUser& user = person.user;
        const struct {
            const char* what;
            const std::string& text;
            std::size_t limit;
        } fields[] = {{"first name", user.first_name, name},
                      {"middle name", user.middle_name, name},
                      {"last name", user.last_name, name},
                      {"user name", user.username, 255},
                      {"id number", user.idnumber, 50},
                      {"e-mail address", user.email, name},
                      {"phone", person.phone, staff ? std::size_t{100} : std::size_t{30}}};
        for (const auto& field : fields)
            if (const auto why = objection(field.text, field.limit)) {
                refuse(
                    row, fmt::format("the {} will not do: {}", field.what, *why),
                    fmt::format("Correct the {} in Moodle, or leave the person out.", field.what),
                    "intake.text");
                return false;
            }
        if (base::tidy(user.first_name).empty() || base::tidy(user.last_name).empty()) {
            refuse(row, "the first or the last name is empty",
                   "Enter both names in Moodle, or leave the person out.", "intake.no_name");
            return false;
        }
        if (!base::plausible_email(user.email)) {
            refuse(row,
                   user.email.empty() ? "Moodle shows no e-mail address"
                                      : "\"" + user.email + "\" is no e-mail address",
                   "Enter one in Moodle (and see that the service account may read it).",
                   "intake.no_email");
            return false;
        }
        return unique(row, "e-mail address", emails_[folded(user.email)]) &&
               (user.idnumber.empty() || unique(row, "id number", numbers_[folded(user.idnumber)]));
    }

    static bool unique(Row& row, const char* what, const std::vector<model::RemoteId>& holders) {
        if (holders.size() < 2) return true;
        std::string others;
        for (const auto id : holders)
            if (id != row.remote)
                others += (others.empty() ? "user:" : ", user:") + std::to_string(id);
        refuse(row, fmt::format("it has the same {} as {} in Moodle", what, others),
               "Merge or correct the accounts in Moodle, or leave out all but one of them.",
               "intake.duplicate");
        return false;
    }

    void match(Row& row, const model::MoodlePerson& person) {
        const model::FoundUser& user = person.user;
        for (const auto& same : wishes_.same)
            if (same.starts_with(row.id + "=")) return decided(row, person, same);
        if (const auto key = Key::from_idnumber(user.idnumber, wishes_.prefix)) {
            const auto mine = known_.by_key.find(*key);
            if (key->kind == kind_ && mine != known_.by_key.end())
                return adopt(row, person, *mine->second, "the id number names it");
            return refuse(row,
                          "its id number names " + key->text() + ", which is " +
                              (mine == known_.by_key.end() ? "not in openSIS" : "of another kind"),
                          "Clear the id number in Moodle if it is a leftover.",
                          "intake.foreign_number");
        }
        const SisPerson* found = nullptr;
        if (!one(row, known_.by_number, folded(user.idnumber), "student or staff number", found) ||
            !one(row, known_.by_email, folded(user.email), "e-mail address", found))
            return;
        if (found != nullptr) return adopt(row, person, *found, "same number or e-mail address");
        const auto twins = known_.by_name.equal_range(name_of(user.first_name, user.last_name));
        const std::string born = birth_date_of(person);
        std::string who;
        for (auto it = twins.first; it != twins.second; ++it) {
            const SisPerson& twin = *it->second;
            // Where both sides know the birth date, it tells two people of one name apart.
            const bool other = !born.empty() && !twin.birth_date.empty() && born != twin.birth_date;
            if (twin.kind != kind_ || other) continue;
            who += (who.empty() ? "" : ", ") + shown(twin) +
                   (twin.birth_date.empty() ? "" : ", born " + twin.birth_date);
            row.candidates.push_back(twin.key());
        }
        if (!who.empty())
            return doubtful(row, (born.empty() ? "openSIS has somebody of the same name: "
                                               : "openSIS has somebody of the same name and no "
                                                 "other birth date: ") +
                                     who);
        for (const auto* other : names_[name_of(user.first_name, user.last_name)])
            if (other->id != user.id)
                who +=
                    fmt::format("{}{} ({})", who.empty() ? "" : ", ", row_id(*other), other->email);
        if (!who.empty())
            return doubtful(row, "Moodle has somebody else of the same name: " + who +
                                     "; two people, or one with two accounts");
        create(row, person);
    }

    // False: the row's fate is settled.
    bool one(Row& row, const Known::Index& index, const std::string& value, const char* what,
             const SisPerson*& found) {
        if (value.empty()) return true;
        const auto hits = index.equal_range(value);
        std::vector<const SisPerson*> mine;
        for (auto it = hits.first; it != hits.second; ++it)
            mine.push_back(it->second);
        if (mine.empty()) return true;
        if (mine.size() > 1) {
            std::string who;
            for (const auto* person : mine) {
                who += (who.empty() ? "" : ", ") + shown(*person);
                if (person->kind == kind_) row.candidates.push_back(person->key());
            }
            doubtful(row, fmt::format("several people in openSIS have its {}: {}", what, who));
            return false;
        }
        if (mine.front()->kind != kind_) {
            doubtful(row, fmt::format("{} in openSIS has its {}, and is of another kind",
                                      shown(*mine.front()), what));
            return false;
        }
        if (found != nullptr && found != mine.front()) {
            row.candidates = {found->key(), mine.front()->key()};
            doubtful(row, fmt::format("{} has its number, and {} its e-mail address", shown(*found),
                                      shown(*mine.front())));
            return false;
        }
        found = mine.front();
        return true;
    }

    void doubtful(Row& row, std::string why) {
        row.fate = Fate::doubtful;
        row.reason = why;
        row.problem = base::Problem{
            "It is not certain who this is in openSIS", row.id, std::move(why),
            fmt::format("If they are the same, say so: --same {0}={1}:NUMBER. If not: --same "
                        "{0}=new. Else leave the person out.",
                        row.id, model::name(kind_)),
            "intake.doubtful"};
    }

    void decided(Row& row, const model::MoodlePerson& person, const std::string& same) {
        const std::string word = same.substr(row.id.size() + 1);
        if (word == "new") return create(row, person);
        const auto key = Key::parse(word);
        const auto mine = key ? known_.by_key.find(*key) : known_.by_key.end();
        if (!key || key->kind != kind_ || mine == known_.by_key.end())
            return refuse(row, "it is said to be " + word + ", whom openSIS does not have",
                          "Name somebody of the same kind whom openSIS has.",
                          "intake.no_such_person");
        adopt(row, person, *mine->second, "a person decided");
    }

    void adopt(Row& row, const model::MoodlePerson& person, const SisPerson& mine,
               std::string reason) {
        if (const auto other = taken_.find(mine.key()); other != taken_.end())
            return refuse(
                row, fmt::format("{} is linked to user:{} already", shown(mine), other->second),
                "Leave out the account that is not in use any more.", "intake.taken");
        taken_.emplace(mine.key(), person.user.id);
        compare(row, person, mine, false);
        row.fate = Fate::link;
        row.reason = std::move(reason);
    }

    void compare(Row& row, const model::MoodlePerson& person, const SisPerson& mine, bool linked) {
        row.key = mine.key();
        ChangedPerson change{mine.key(), {}};
        std::string fields;
        const auto differs = [&](const char* field, const std::string& has,
                                 const std::string& here) {
            if (base::tidy(has).empty() || base::tidy(has) == base::tidy(here)) return;
            change.fields[field] = base::tidy(has);
            fields += (fields.empty() ? "" : ", ") + std::string(field);
        };
        differs("first_name", person.user.first_name, mine.first_name);
        differs("middle_name", person.user.middle_name, mine.middle_name);
        differs("last_name", person.user.last_name, mine.last_name);
        differs("email", person.user.email, mine.email);
        differs("phone", person.phone, mine.phone);
        row.fate = fields.empty() ? Fate::unchanged : Fate::update;
        row.reason = fields.empty() ? "the same on both sides" : "other in Moodle: " + fields;
        // Who is linked for the first time stays as openSIS has it.
        if (linked && !fields.empty()) row.payload = std::move(change);
    }

    void create(Row& row, const model::MoodlePerson& person) {
        const model::FoundUser& user = person.user;
        model::NewPerson made;
        made.kind = kind_;
        made.first_name = base::tidy(user.first_name);
        made.middle_name = base::tidy(user.middle_name);
        made.last_name = base::tidy(user.last_name);
        made.email = base::tidy(user.email);
        made.phone = base::tidy(person.phone);
        made.number = base::tidy(user.idnumber);
        // The same name to sign in with keeps a later sync from renaming the Moodle account.
        made.login = user.username;
        made.from = std::clamp(wishes_.today, sis_.begin, sis_.end);
        if (kind_ == Kind::student) {
            made.from = sis_.begin;
            std::string wished = wishes_.grade_level;
            if (const auto mapped = levels_.find(user.id); mapped != levels_.end()) {
                if (mapped->second.size() > 1) {
                    std::string all;
                    for (const std::string& one : mapped->second)
                        all += (all.empty() ? "" : ", ") + one;
                    return refuse(row, "its courses stand for several grade levels: " + all,
                                  "Give only one of these categories a grade level, or enter the "
                                  "student in openSIS.",
                                  "intake.two_levels");
                }
                wished = *mapped->second.begin();
            }
            const auto* level = grade_level(sis_, wished);
            if (level == nullptr && !wished.empty())
                return refuse(row, "the school has no grade level \"" + wished + "\"",
                              "Set it up in openSIS, or name another one with --grade.",
                              "intake.no_grade_level");
            // openSIS's transcript leaves out the name of a student who has none.
            if (level == nullptr)
                return refuse(row, "the school has no grade level in openSIS",
                              "Set at least one up in openSIS (School Setup > Grade Levels), then "
                              "preview again.",
                              "intake.no_grade_level");
            made.grade_level = level->id;
        }
        row.fate = Fate::create;
        row.reason = "new in openSIS";
        for (const auto& level : sis_.grade_levels)
            if (made.grade_level != 0 && level.id == made.grade_level)
                row.reason += ", in " + level.title;
        if (known_.by_login.contains(folded(user.username))) {
            made.login.clear();
            row.reason += "; its user name is somebody else's there, so it gets none";
        }
        made.fields = person.fields;
        row.unfit = person.unfit;
        if (!made.fields.empty())
            row.reason += fmt::format("; with {} mapped field{}", made.fields.size(),
                                      made.fields.size() == 1 ? "" : "s");
        for (const auto& one : row.unfit)
            row.reason += fmt::format("; without {}: {}", one.field, one.problem.why);
        row.payload = std::move(made);
    }

    const Kind kind_;
    const model::MoodleSchool& moodle_;
    const model::SisSchool& sis_;
    const Links& links_;
    const Wishes& wishes_;
    const Known known_;
    std::set<model::RemoteId> teaching_;
    std::set<model::RemoteId> learning_;
    std::unordered_map<std::string, std::vector<model::RemoteId>> emails_;
    std::unordered_map<std::string, std::vector<model::RemoteId>> numbers_;
    std::unordered_map<std::string, std::vector<const model::FoundUser*>> names_;
    std::unordered_map<model::RemoteId, std::set<std::string>> levels_;  // of a student, mapped
    std::unordered_map<Key, model::RemoteId> taken_;
};

}  // namespace

std::vector<Row> plan_people(What what, const model::MoodleSchool& moodle,
                             const model::SisSchool& sis, const Links& links,
                             const Wishes& wishes) {
    return PeoplePlanner(what == What::staff ? Kind::staff : Kind::student, moodle, sis, links,
                         wishes)
        .rows();
}

}  // namespace causeway::intake
