// SPDX-License-Identifier: GPL-3.0-or-later
// Pulls of grades over random histories: teachers work in Moodle and in openSIS, hints are lost,
// answers break off, the process dies at any moment. Whatever happens, what a person entered or
// posted in openSIS is not overwritten; afterwards a pull brings agreement or a named difference,
// a second one changes nothing, and option one, two and one again give back the same rows. Pulls
// are undone in between, and assignments that openSIS's teachers make go to Moodle: each once.
#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>

#include "grades_books.h"
#include "grades_world.h"

namespace causeway::simulation {
namespace {

using model::BookKind;

// Rows as openSIS's pages show them, whoever wrote them and in whatever order.
std::string shown(const model::SchoolBook& book) {
    std::multiset<std::string> lines;
    for (const auto* rows : {&book.categories, &book.items, &book.grades, &book.finals})
        for (const auto& row : *rows) {
            model::BookRow told = row.row;
            told.type = 0;  // a number of its own
            lines.insert(std::to_string(row.student) + " " + std::to_string(row.part) + " " +
                         model::to_json(told));
        }
    std::string out;
    for (const auto& line : lines)
        out += line + "\n";
    return out;
}

struct World {
    explicit World(std::uint64_t seed) : dice(seed), books(doom), moodle(doom, dice), desk(doom) {
        const auto sections = 1 + dice.below(3);
        moodle.fast = dice.percent(80);
        if (dice.percent(50)) policy.send = model::SentAs::manual_item;
        policy.today = base::Date::of(2026, 11, 27);
        joint = dice.percent(30);
        for (std::int64_t i = 0; i < sections; ++i) {
            const std::int64_t section = 331 + i;
            const model::RemoteId course = course_of(section);
            desk.all.push_back({section, 1, course, joint ? 12 : 0});
            desk.options[section] =
                dice.percent(50) ? grades::Option::opensis : grades::Option::moodle;
            books.books[section] = empty_book(section);
            if (joint)
                std::erase_if(books.books[section].pupils,
                              [&](const auto& one) { return one.student % sections != i; });
            moodle.books[course] = empty_gradebook(course);
        }
    }

    [[nodiscard]] model::RemoteId course_of(std::int64_t section) const {
        return joint ? 9 : section - 331 + 9;
    }
    grades::Engine engine() { return {books, moodle, desk, clock, policy, {}, {}}; }
    grades::PullReport pull(grades::PullRequest request = {}) {
        auto report = grades::pull(engine(), request);
        if (report.run != 0) last_run = report.run;
        return report;
    }
    // The last run that came to its end, and what it brought, is taken back.
    void undo() {
        if (last_run != 0) grades::undo(engine(), std::exchange(last_run, 0), "somebody");
    }
    // What openSIS's teachers made stands in Moodle once, and comes back as nothing else.
    [[nodiscard]] std::string copied() const {
        std::map<std::string, int> sent;
        for (const auto& [course, book] : moodle.books)
            for (const auto& item : book.items)
                if (!item.idnumber.empty() && ++sent[item.idnumber] > 1)
                    return item.idnumber + " stands in Moodle twice";
        for (const auto& [section, book] : books.books) {
            std::map<std::int64_t, int> links;
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item) ++links[link.local];
            for (const auto& row : book.items) {
                if (!own.contains(row.id)) continue;
                if (links[row.id] > 1 || (policy.send && !joint && links[row.id] == 0))
                    return "assignment " + std::to_string(row.id) + " is not linked once";
            }
            for (const auto& item : moodle.books.at(course_of(section)).items)
                for (const auto& link : book.item_links)
                    if (link.kind == BookKind::item && link.remote == item.id &&
                        !item.idnumber.empty() &&
                        item.idnumber != "opensis:assignment:" + std::to_string(link.local))
                        return item.idnumber + " came back as another assignment";
        }
        return "";
    }
    // Of sections that share their course: a student goes from one to another, or comes back.
    void move_somebody() {
        const std::int64_t student = 1 + dice.below(kStudents);
        const std::int64_t into = some_section();
        for (auto& [section, book] : books.books) {
            const auto at = std::find_if(book.pupils.begin(), book.pupils.end(),
                                         [&](const auto& one) { return one.student == student; });
            if (section == into && at == book.pupils.end())
                book.pupils.push_back(
                    {student, policy.today, book.section.end, book.section.begin});
            else if (at != book.pupils.end())
                at->to = section == into ? book.section.end : policy.today.plus(-1);
        }
    }
    // Whoever is in a section that shares its course has Moodle's grades there, but for what a
    // person did; who never was in it has none.
    [[nodiscard]] std::string misplaced() const {
        for (const auto& [section, book] : books.books) {
            std::set<std::int64_t> known;
            model::SchoolBook fresh = empty_book(section);
            fresh.pupils.clear();
            for (const auto& one : book.pupils) {
                known.insert(one.student);
                if (one.there(policy.today)) fresh.pupils.push_back(one);
            }
            std::map<std::int64_t, model::RemoteId> remote;
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item) remote[link.local] = link.remote;
            std::map<std::pair<model::RemoteId, std::int64_t>, model::BookRow> rows;
            for (const auto& row : book.grades) {
                if (!known.contains(row.student))
                    return "a grade of student " + std::to_string(row.student) + ", who never was";
                rows[{remote[row.id], row.student}] = row.row;
            }
            const auto plan = grades::plan_section(fresh, moodle.books.at(9), policy, {});
            for (const auto& step : plan.steps) {
                if (step.kind != BookKind::grade) continue;
                const std::string key = "grade:" + std::to_string(section) + "/" +
                                        std::to_string(step.part) + "/" +
                                        std::to_string(step.student);
                const auto link = std::find_if(
                    book.grade_links.begin(), book.grade_links.end(), [&](const auto& one) {
                        return one.kind == BookKind::grade && one.part == step.part &&
                               one.student == step.student;
                    });
                if (differs(section, step.part, key) || is_posted(book, step)) continue;
                if (link != book.grade_links.end() && !link->kept.empty()) continue;
                const auto row = rows.find({step.part, step.student});
                if (row == rows.end() || row->second.points != step.after.points)
                    return key + " is not as Moodle has it";
            }
        }
        return "";
    }
    [[nodiscard]] bool differs(std::int64_t section, model::RemoteId item,
                               const std::string& key) const {
        return desk.differences.contains(key) ||
               desk.differences.contains("item:" + std::to_string(section) + "/" +
                                         std::to_string(item));
    }
    // Then a word alone is not told of.
    static bool is_posted(const model::SchoolBook& book, const model::BookStep& step) {
        return !step.after.points &&
               std::any_of(book.finals.begin(), book.finals.end(),
                           [&](const auto& row) { return row.student == step.student; });
    }
    // A hint, the clock, a check, a person: any of these; it may die on the way.
    void some_pull() {
        grades::PullRequest request;
        const auto what = dice.below(10);
        request.full = what == 0;
        if (what == 1) request.sections = {some_section()};
        if (what == 2 && !desk.differences.empty()) decide(request);
        forget_agreed();
        if (dice.percent(40)) doom.in(1 + dice.below(12));
        try {
            pull(request);
            for (const auto& [key, side] : request.taken)
                if (side == grades::Side::moodle) forget(key);
        } catch (const Crash&) {
            // What was decided may stand already, or not: it is nobody's word any more.
            for (const auto& [key, side] : request.taken)
                if (side == grades::Side::moodle) forget(key);
        } catch (const base::Failure&) {
        }
        doom.never();
    }
    std::int64_t some_section() {
        return desk
            .all[static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(desk.all.size())))]
            .section;
    }
    void decide(grades::PullRequest& request) {
        auto at = desk.differences.begin();
        std::advance(at, dice.below(static_cast<std::int64_t>(desk.differences.size())));
        request.taken[at->first] = dice.percent(50) ? grades::Side::moodle : grades::Side::opensis;
        request.sections = {at->second.section};
    }
    // Where Moodle has no grade either, both sides agree: a later one is a new one.
    void forget_agreed() {
        std::erase_if(books.taken_out, [&](const auto& at) {
            const auto& [section, local, student] = at;
            const model::SchoolBook& book = books.books.at(section);
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item && link.local == local)
                    for (const auto& [course, lms] : moodle.books)
                        for (const auto& grade : lms.grades)
                            if (grade.item == link.remote &&
                                grade.idnumber == "opensis:student:" + std::to_string(student))
                                return !grade.final.has_value();
            return true;
        });
    }
    // A person took Moodle's here: what stood there is not theirs any more.
    void forget(const std::string& key) {
        const auto found = desk.differences.find(key);
        std::int64_t section = 0, part = 0, student = 0;
        if (std::sscanf(key.c_str(), "%*[^:]:%ld/%ld/%ld", &section, &part, &student) < 2) return;
        (void)found;
        if (key.starts_with("final")) {
            books.posted.erase({section, part, student});
            return;
        }
        // Of a whole item or category: all its grades.
        for (const auto& [id, book] : books.books)
            if (id == section)
                std::erase_if(books.entered, [&](const auto& one) {
                    return std::get<0>(one.first) == section &&
                           (student == 0 || std::get<2>(one.first) == student);
                });
        std::erase_if(books.taken_out, [&](const auto& one) {
            return std::get<0>(one) == section && (student == 0 || std::get<2>(one) == student);
        });
    }
    // A teacher in openSIS's own gradebook.
    void teach() {
        model::SchoolBook& book = books.books.at(some_section());
        const std::int64_t section = book.section.id;
        const auto what = dice.below(10);
        if (what < 7 && !book.grades.empty()) {
            const auto at =
                static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(book.grades.size())));
            model::StoredRow& row = book.grades[at];
            const std::tuple where{section, row.id, row.student};
            if (what < 5) {
                row.row.points = 77 + 100 * dice.below(20);
                books.entered[where] = row.row;
            } else {
                books.entered.erase(where);
                books.taken_out.insert(where);
                book.grades.erase(book.grades.begin() + static_cast<std::ptrdiff_t>(at));
            }
        } else if (what == 7) {
            const std::int64_t student = 1 + dice.below(kStudents);
            std::erase_if(book.finals, [&](const auto& row) {
                return row.student == student && row.part == 24;
            });
            model::StoredRow row;
            row.id = 5000 + dice.below(1'000'000);
            row.student = student;
            row.part = 24;
            row.row.points = 77 + 100 * dice.below(90);
            row.row.letter_title = "B";
            book.finals.push_back(row);
            books.posted[{section, 24, student}] = row.row;
        } else if (what == 8) {
            own.insert(books.make_own(section));
        } else if (what == 9) {
            for (auto& row : book.items)
                if (own.contains(row.id) && dice.percent(50)) row.row.title += "?";
        }
    }

    Dice dice;
    Doom doom;
    FakeBooks books;
    FakeGradebooks moodle;
    FakeGradeDesk desk;
    Clock clock;
    grades::Policy policy;
    bool joint = false;          // all sections share one Moodle course
    std::set<std::int64_t> own;  // assignments that teachers made in openSIS
    std::int64_t last_run = 0;
};

std::string steps_of(const grades::PullReport& report) {
    std::string out;
    for (const auto& plan : report.plans)
        for (const auto& send : plan.sends)
            out += "send " + send.write.idnumber + "\n";
    for (const auto& plan : report.plans)
        for (const auto& step : plan.steps)
            out += std::string(model::name(step.verb)) + " " + std::string(model::name(step.kind)) +
                   " of section " + std::to_string(plan.section) + ": " + step.reason + "\n";
    return out;
}

grades::PullRequest whole(bool dry = false) {
    grades::PullRequest out;
    out.full = true;
    out.dry = dry;
    return out;
}

void live(std::uint64_t seed) {
    World world(seed);
    world.moodle.trouble = static_cast<int>(world.dice.below(3)) * 10;
    const auto events = 10 + world.dice.below(40);
    for (std::int64_t i = 0; i < events; ++i) {
        const auto what = world.dice.below(20);
        if (world.joint && world.dice.percent(10))
            world.move_somebody();
        else if (what == 0)
            world.undo();
        else if (what < 10)
            world.moodle.live(world.course_of(world.some_section()), kStudents);
        else if (what < 14)
            world.teach();
        else
            world.some_pull();
        ASSERT_EQ(world.books.broken(), "") << "after event " << i;
    }
    world.moodle.trouble = 0;
    try {
        // What the hints that got through left over, the next pulls bring; then all of it.
        world.pull();
        ASSERT_EQ(world.books.broken(), "");
        const auto report = world.pull(whole());
        EXPECT_TRUE(report.exit == base::ExitCode::in_step ||
                    report.exit == base::ExitCode::some_refused);
        EXPECT_TRUE(report.problems.empty());
        ASSERT_EQ(world.books.broken(), "");
        EXPECT_EQ(steps_of(world.pull(whole(true))), "") << "a second pull would write something";
        ASSERT_EQ(world.copied(), "");
        ASSERT_EQ(world.joint ? world.misplaced() : "", "");
        // Every difference is named, and nothing else is.
        EXPECT_EQ(world.desk.differences.size(), report.differences.size());
        for (const auto& one : report.differences)
            EXPECT_TRUE(world.desk.differences.contains(one.key)) << one.key;

        // There and back again.
        for (auto& [section, option] : world.desk.options)
            option = grades::Option::opensis;
        world.pull(whole());
        std::map<std::int64_t, std::string> before;
        for (const auto& [section, book] : world.books.books)
            before[section] = shown(book);
        for (auto& [section, option] : world.desk.options)
            option = grades::Option::moodle;
        world.pull(whole());
        ASSERT_EQ(world.books.broken(), "");
        for (auto& [section, option] : world.desk.options)
            option = grades::Option::opensis;
        world.pull(whole());
        for (const auto& [section, book] : world.books.books)
            EXPECT_EQ(shown(book), before[section]) << "section " << section;
    } catch (const base::Failure& failure) {
        ADD_FAILURE() << failure.what();
    }
}

std::uint64_t number_from(const char* name, std::uint64_t fallback) {
    const char* text = std::getenv(name);
    return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

TEST(GradesSimulation, NothingThatAPersonEnteredIsLostAndEveryHistoryEndsInAgreement) {
    const auto only = number_from("CAUSEWAY_SIM_SEED", 0);
    const auto first = only != 0 ? only : 1;
    const auto count = only != 0 ? 1 : number_from("CAUSEWAY_SIM_SEEDS", 2000);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("CAUSEWAY_SIM_SEED=" + std::to_string(seed));
        live(seed);
        if (::testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace causeway::simulation
