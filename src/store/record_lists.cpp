// SPDX-License-Identifier: GPL-3.0-or-later
// LinkBook: lists of people, sections and enrolments. A record of a list is in base, or only has a
// standing (it was refused before it was ever in Moodle), or was left out: one query joins the
// three, in key order, so that a page costs the same wherever it begins.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "store/reading.h"
#include "store/record_lists.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

constexpr std::size_t kMostWords = 6;

// What a search looks at, by kind: the words of the shape and the key itself.
std::string searched(model::Kind kind) {
    if (model::is_person(kind))
        return fmt::format(
            "(coalesce(json_extract(r.shape, '$.first') || ' ' || json_extract(r.shape, '$.last') "
            "|| ' ' || json_extract(r.shape, '$.email') || ' ' || json_extract(r.shape, "
            "'$.username'), r.title || ' ' || r.subtitle) || ' {}:' || r.key_id)",
            model::name(kind));
    if (kind == model::Kind::section)
        return "(coalesce(json_extract(r.shape, '$.fullname') || ' ' || json_extract(r.shape, "
               "'$.shortname'), json_extract(r.shape, '$.group') || ' ' || coalesce((SELECT "
               "json_extract(c.shape, '$.fullname') FROM base c WHERE c.link = ?1 AND c.kind = 2 "
               "AND c.who = 0 AND c.id = CAST(substr(json_extract(r.shape, '$.course'), 8) AS "
               "INTEGER)), ''), r.title || ' ' || r.subtitle) || ' section:' || r.key_id)";
    return fmt::format("(coalesce(json_extract(r.shape, '$.name'), r.title) || ' {}:' || r.key_id)",
                       model::name(kind));
}

std::string like(std::string_view word) {
    std::string out = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

std::string number_list(const std::vector<std::int64_t>& numbers) {
    return fmt::format("({})", fmt::join(numbers, ","));
}

// Returns the course of a section that is a group: its name says little without the course's.
std::optional<model::Key> name_by_shape(ListedRecord& record, std::string_view shape) {
    const model::Shape parsed = model::shape_from_json(record.key.kind, shape);
    if (const auto* category = std::get_if<model::CategoryShape>(&parsed)) {
        record.title = category->name;
    } else if (const auto* course = std::get_if<model::CourseShape>(&parsed)) {
        record.title = course->fullname;
        record.subtitle = course->shortname;
    } else if (const auto* user = std::get_if<model::UserShape>(&parsed)) {
        record.title = user->first_name + " " + user->last_name;
        record.subtitle = user->email;
    } else if (const auto* group = std::get_if<model::GroupShape>(&parsed)) {
        record.title = group->name;
        return group->course;
    }
    return std::nullopt;
}

// Titles of groups, to be given the name of their course: "Algebra - P1 #331", as plans say it.
class Groups {
  public:
    // What was read so far ends with one of this course.
    void add(std::size_t at, const std::optional<model::Key>& course) {
        if (course) found_.emplace_back(at, course->id);
    }
    // Once no answer is open.
    template <class Row>
    void name(std::vector<Row>& rows, db::Connection& connection, std::int64_t link) {
        std::map<std::int64_t, std::string> titles;
        for (const auto& [at, course] : found_) {
            const auto [title, fresh] = titles.try_emplace(course);
            if (fresh) {
                const auto shape = connection.one_text(
                    "SELECT shape FROM base WHERE link = ? AND kind = 2 AND id = ? AND who = 0",
                    {number(link), number(course)});
                ListedRecord named;
                named.key = {model::Kind::course, course, 0};
                if (shape) (void)name_by_shape(named, *shape);
                title->second = named.title;
            }
            if (!title->second.empty()) rows[at].title = title->second + " - " + rows[at].title;
        }
    }

  private:
    std::vector<std::pair<std::size_t, std::int64_t>> found_;
};

ListedRecord read_listed(const db::Row& row, model::Kind kind, std::optional<model::Key>& course) {
    ListedRecord out;
    out.key = {kind, row.integer(0), 0};
    out.school = row.integer(1);
    if (!row.is_null(2)) {
        course = name_by_shape(out, row.text(2));
        out.state = static_cast<model::State>(row.integer(3));
    } else {
        out.title = row.text(7);
        out.subtitle = row.text(10);
    }
    out.remote = row.integer(4);
    out.since = row.maybe_integer(5);
    out.shown = static_cast<Shown>(row.integer(6));
    const bool told = out.shown == Shown::waiting || out.shown == Shown::refused;
    if (told && !row.is_null(8)) out.problem = problem_from_json(row.text(8));
    out.run = row.integer(9);
    if (!row.is_null(11)) out.tick = row.integer(11) != 0;
    if (out.title.empty()) out.title = out.key.text();
    return out;
}

// The title of a record by its shape, or its key.
std::string title_by(const db::Row& row, int shape, const model::Key& key,
                     std::optional<model::Key>& course) {
    if (row.is_null(shape)) return key.text();
    ListedRecord named;
    named.key = key;
    course = name_by_shape(named, row.text(shape));
    return named.title;
}

Shown shown_of(const db::Row& row, int what) {
    return row.is_null(what) ? Shown::synced : static_cast<Shown>(row.integer(what));
}

// Enrolments in base and those that only have a standing, by one side of their key.
constexpr std::string_view kEnrolments =
    "SELECT e.kind, e.id, e.who, e.state, s.what, s.problem, o.shape, p.remote FROM ("
    "SELECT kind, id, who, state FROM base WHERE link = ?1 AND {0} UNION "
    "SELECT kind, key_id, who, NULL FROM standing WHERE link = ?1 AND {1} AND NOT EXISTS (SELECT 1 "
    "FROM base b WHERE b.link = standing.link AND b.kind = standing.kind AND b.id = "
    "standing.key_id AND b.who = standing.who)) e "
    "LEFT JOIN standing s ON s.link = ?1 AND s.kind = e.kind AND s.key_id = e.id AND s.who = e.who "
    "LEFT JOIN base p ON p.link = ?1 AND p.kind = CASE e.kind WHEN 6 THEN 0 ELSE 3 END AND "
    "p.id = e.id AND p.who = 0 "
    "LEFT JOIN base o ON o.link = ?1 AND o.kind = {2} AND o.id = {3} AND o.who = 0 "
    "ORDER BY e.kind, e.id, e.who LIMIT ?3";

ListedEnrolment read_enrolment(const db::Row& row, bool of_person,
                               std::optional<model::Key>& course) {
    ListedEnrolment out;
    out.key = {static_cast<model::Kind>(row.integer(0)), row.integer(1), row.integer(2)};
    if (!row.is_null(3)) out.state = static_cast<model::State>(row.integer(3));
    out.shown = shown_of(row, 4);
    if (!row.is_null(5)) out.problem = problem_from_json(row.text(5));
    out.other = of_person ? model::place_of(out.key) : model::person_of(out.key);
    out.title = title_by(row, 6, out.other, course);
    out.place_remote = row.integer(7);
    return out;
}

}  // namespace

std::string list_sql(const RecordQuery& query, model::Kind kind, std::size_t words) {
    // SQLite and PostgreSQL merge three sorted readings as they come, and stop at the limit, only
    // where each does its own filtering: a filter around all three has them read to the end.
    static constexpr std::string_view kSources[] = {
        "SELECT b.id AS key_id, b.school, b.shape, b.state, b.remote, b.since, "
        "CASE WHEN l.link IS NOT NULL THEN 3 ELSE coalesce(s.what, 0) END AS what, "
        "coalesce(s.title, '') AS title, s.problem, coalesce(s.run, 0) AS run, '' AS subtitle "
        "FROM base b LEFT JOIN standing s ON s.link = b.link AND s.kind = b.kind AND "
        "s.key_id = b.id AND s.who = 0 LEFT JOIN left_out l ON l.link = b.link AND "
        "l.kind = b.kind AND l.key_id = b.id WHERE b.link = ?1 AND b.kind = ?2 AND b.id > ?3",
        "SELECT s.key_id, s.school, CAST(NULL AS TEXT) AS shape, CAST(NULL AS INTEGER) AS state, "
        "0 AS remote, CAST(NULL AS INTEGER) AS since, s.what, s.title, s.problem, s.run, "
        "'' AS subtitle FROM standing s WHERE s.link = ?1 AND s.kind = ?2 AND s.key_id > ?3 AND "
        "s.who = 0 AND NOT EXISTS (SELECT 1 FROM base b WHERE b.link = s.link AND "
        "b.kind = s.kind AND b.id = s.key_id AND b.who = 0) AND NOT EXISTS (SELECT 1 FROM "
        "left_out l WHERE l.link = s.link AND l.kind = s.kind AND l.key_id = s.key_id)",
        "SELECT l.key_id, l.school, CAST(NULL AS TEXT) AS shape, CAST(NULL AS INTEGER) AS state, "
        "0 AS remote, CAST(NULL AS INTEGER) AS since, 3 AS what, l.title, "
        "CAST(NULL AS TEXT) AS problem, 0 AS run, l.subtitle FROM left_out l "
        "WHERE l.link = ?1 AND l.kind = ?2 AND l.key_id > ?3 AND NOT EXISTS "
        "(SELECT 1 FROM base b WHERE b.link = l.link AND b.kind = l.kind AND b.id = l.key_id AND "
        "b.who = 0)"};
    std::string filter;
    if (!query.schools.empty()) filter += " AND r.school IN " + number_list(query.schools);
    if (query.shown) filter += fmt::format(" AND r.what = {}", static_cast<int>(*query.shown));
    for (std::size_t i = 0; i < words; ++i)
        filter += fmt::format(" AND lower({}) LIKE ?{} ESCAPE '\\'", searched(kind), 6 + i);
    std::string sql;
    for (const std::string_view source : kSources)
        sql += fmt::format(
            "{}SELECT r.key_id, r.school, r.shape, r.state, r.remote, r.since, r.what, r.title, "
            "r.problem, r.run, r.subtitle, t.value FROM ({}) r LEFT JOIN tick t ON t.link = ?1 AND "
            "t.kind = ?2 AND t.key_id = r.key_id WHERE "
            "(?5 = '' OR instr(json_extract(r.problem, '$.code'), ?5) = 1){}",
            sql.empty() ? "" : " UNION ALL ", source, filter);
    return sql + " ORDER BY 1 LIMIT ?4";
}

std::vector<ListedRecord> LinkBook::records(const RecordQuery& query) {
    std::vector<std::string> words;
    for (const std::string& word : base::split(base::tidy(query.words), ' '))
        if (!word.empty() && words.size() < kMostWords)
            words.push_back(like(base::lower_ascii(word)));
    // The longest word is the one that fewest records hold: the others are then hardly looked for.
    std::stable_sort(words.begin(), words.end(), [](const std::string& a, const std::string& b) {
        return a.size() > b.size();
    });
    Reading reading(store_);
    std::vector<ListedRecord> out;
    Groups groups;
    for (const model::Kind kind : query.kinds) {
        if (query.after && kind < query.after->kind) continue;
        const std::int64_t after = query.after && kind == query.after->kind ? query.after->id : 0;
        const auto statement = reading->prepare(list_sql(query, kind, words.size()));
        std::vector<db::Value> values = {
            number(link_), number_of(kind), number(after),
            number(query.limit - static_cast<std::int64_t>(out.size())), text(query.code)};
        for (const std::string& word : words)
            values.push_back(text(word));
        const auto rows = statement->query(values);
        while (const db::Row* row = rows->next()) {
            std::optional<model::Key> course;
            out.push_back(read_listed(*row, kind, course));
            groups.add(out.size() - 1, course);
        }
        if (static_cast<std::int64_t>(out.size()) >= query.limit) break;
    }
    groups.name(out, *reading, link_);
    return out;
}

std::optional<ListedRecord> LinkBook::record(const model::Key& key) {
    RecordQuery query;
    query.kinds = {key.kind};
    query.after = model::Key{key.kind, key.id - 1, 0};
    query.limit = 1;
    auto found = records(query);
    if (found.empty() || found.front().key != key) return std::nullopt;
    return std::move(found.front());
}

std::vector<ListedEnrolment> LinkBook::enrolments_of(const model::Key& person) {
    const bool student = person.kind == model::Kind::student;
    // `kind >= 6` is what the index base_of_person wants to hear.
    const char* kinds = student ? "kind >= 6 AND kind = 8" : "kind >= 6 AND kind IN (6, 7)";
    const std::string mine = fmt::format("{} AND who = ?2", kinds);
    Reading reading(store_);
    std::vector<ListedEnrolment> out;
    Groups groups;
    {
        const auto rows = reading->query(
            fmt::format(kEnrolments, mine, mine, "CASE e.kind WHEN 6 THEN 0 ELSE 3 END", "e.id"),
            {number(link_), number(person.id), number(1000)});
        while (const db::Row* row = rows->next()) {
            std::optional<model::Key> course;
            out.push_back(read_enrolment(*row, true, course));
            groups.add(out.size() - 1, course);
        }
    }
    groups.name(out, *reading, link_);
    return out;
}

std::vector<ListedEnrolment> LinkBook::members_of(const model::Key& section, std::int64_t limit) {
    Reading reading(store_);
    std::vector<ListedEnrolment> out;
    const auto rows = reading->query(
        fmt::format(kEnrolments, "kind IN (7, 8) AND id = ?2", "kind IN (7, 8) AND key_id = ?2",
                    "CASE e.kind WHEN 8 THEN 5 ELSE 4 END", "e.who"),
        {number(link_), number(section.id), number(limit)});
    std::optional<model::Key> course;  // of people: none
    while (const db::Row* row = rows->next())
        out.push_back(read_enrolment(*row, false, course));
    return out;
}

std::int64_t LinkBook::count_members(const model::Key& section) {
    Reading reading(store_);
    return reading
        ->one_integer("SELECT COUNT(*) FROM base WHERE link = ? AND kind IN (7, 8) AND id = ?",
                      {number(link_), number(section.id)})
        .value_or(0);
}

std::vector<ShownCount> LinkBook::counts(const std::vector<std::int64_t>& schools) {
    const std::string among = schools.empty() ? std::string() : " IN " + number_list(schools);
    const auto of_school = [&](std::string_view column) {
        return among.empty() ? std::string() : " AND " + std::string(column) + among;
    };
    Reading reading(store_);
    std::vector<ShownCount> out;
    for (const model::Kind kind : model::kAllKinds)
        out.push_back({kind, 0, 0, 0, 0});
    const auto count_of = [&](const db::Row& row) -> ShownCount& {
        return out.at(static_cast<std::size_t>(row.integer(0)));
    };
    {
        const auto rows = reading->query("SELECT kind, COUNT(*) FROM base WHERE link = ?" +
                                             of_school("school") + " GROUP BY kind",
                                         {number(link_)});
        while (const db::Row* row = rows->next())
            count_of(*row).synced = row->integer(1);
    }
    {
        const auto rows = reading->query(
            "SELECT l.kind, COUNT(*), COUNT(b.id) FROM left_out l LEFT JOIN base b ON "
            "b.link = l.link AND b.kind = l.kind AND b.id = l.key_id AND b.who = 0 "
            "WHERE l.link = ?" +
                of_school("l.school") + " GROUP BY l.kind",
            {number(link_)});
        while (const db::Row* row = rows->next()) {
            count_of(*row).left_out = row->integer(1);
            count_of(*row).synced -= row->integer(2);
        }
    }
    const auto rows = reading->query(
        "SELECT s.kind, s.what, COUNT(*), COUNT(b.id) FROM standing s LEFT JOIN base b ON "
        "b.link = s.link AND b.kind = s.kind AND b.id = s.key_id AND b.who = s.who "
        "LEFT JOIN left_out l ON l.link = s.link AND l.kind = s.kind AND l.key_id = s.key_id AND "
        "s.who = 0 WHERE s.link = ? AND l.link IS NULL" +
            of_school("s.school") + " GROUP BY s.kind, s.what",
        {number(link_)});
    while (const db::Row* row = rows->next()) {
        ShownCount& count = count_of(*row);
        const bool refused = static_cast<Shown>(row->integer(1)) == Shown::refused;
        (refused ? count.refused : count.waiting) += row->integer(2);
        count.synced -= row->integer(3);
    }
    return out;
}

std::int64_t LinkBook::count_refused(const std::vector<std::int64_t>& schools) {
    Reading reading(store_);
    return reading
        ->one_integer(
            "SELECT COUNT(*) FROM standing WHERE link = ? AND what = 2" +
                (schools.empty() ? std::string() : " AND school IN " + number_list(schools)),
            {number(link_)})
        .value_or(0);
}

std::vector<SharedProblem> LinkBook::shared_problems(const std::vector<std::int64_t>& schools) {
    Reading reading(store_);
    std::vector<SharedProblem> out;
    const auto rows = reading->query(
        "SELECT kind, MAX(problem), COUNT(*) FROM standing WHERE link = ? AND what = 2" +
            (schools.empty() ? std::string() : " AND school IN " + number_list(schools)) +
            " GROUP BY kind, json_extract(problem, '$.code') ORDER BY 3 DESC LIMIT 20",
        {number(link_)});
    while (const db::Row* row = rows->next())
        out.push_back({problem_from_json(row->text(1)), static_cast<model::Kind>(row->integer(0)),
                       row->integer(2)});
    return out;
}

}  // namespace causeway::store
