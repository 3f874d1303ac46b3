// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin's listings of users, courses and enrolments.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_listing.h"
#include "sandbox/moodle/profile_fields.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

// Puts a field into a row when it is wanted.
class RowMaker {
  public:
    RowMaker(Id id, const ListingWish& wish) : wish_(wish) { row_["id"] = id; }
    template <class Value>
    RowMaker& put(const char* field, Value&& value) {
        if (wish_.wants(field)) row_[field] = std::forward<Value>(value);
        return *this;
    }
    // For what takes work to find out.
    template <class Make>
    RowMaker& make(const char* field, Make make) {
        if (wish_.wants(field)) row_[field] = make();
        return *this;
    }
    [[nodiscard]] json::object take() { return std::move(row_); }

  private:
    const ListingWish& wish_;
    json::object row_;
};

json::array names_of(std::uint16_t roles) {
    std::set<std::string_view> names;
    for (const Role& role : stock_roles())
        if (roles & (1U << role.id)) names.insert(role.shortname);
    return json::array(names.begin(), names.end());
}

// ---- users ----

json::array kinds(const CallContext& context, const User& user) {
    std::uint16_t roles = 0;
    for (const Id course : user.courses)
        roles =
            static_cast<std::uint16_t>(roles | context.site.course(course)->member(user.id)->roles);
    return names_of(roles);
}

json::array custom_fields(const CallContext& context, const User& user) {
    json::array list;
    for (const ProfileField& field : profile_fields(context.switches))
        if (const std::string value = extra(user.more, "profile_field_" + field.shortname);
            !value.empty())
            list.push_back({{"shortname", field.shortname},
                            {"name", field.shortname},
                            {"datatype", field.datatype},
                            {"value", value}});
    return list;
}

json::object user_row(CallContext& context, Id id, const ListingWish& wish) {
    const User& user = *context.site.user(id);
    RowMaker row(id, wish);
    row.put("username", user.username)
        .put("idnumber", user.idnumber)
        .put("firstname", user.firstname)
        .put("middlename", extra(user.more, "middlename"))
        .put("lastname", user.lastname)
        .put("alternatename", extra(user.more, "alternatename"))
        .put("email", user.email)
        .put("phone1", extra(user.more, "phone1"))
        .put("phone2", extra(user.more, "phone2"))
        .put("auth", user.auth)
        .put("suspended", user.suspended)
        .put("confirmed", true)
        .put("department", user.department)
        .put("institution", extra(user.more, "institution"))
        .put("city", user.city)
        .put("country", user.country)
        .put("lang", user.lang)
        .put("timezone", user.timezone)
        .put("timecreated", user.timecreated)
        .put("timemodified", user.timemodified)
        .put("firstaccess", 0)
        .put("lastaccess", 0)
        .make("kinds", [&] { return kinds(context, user); })
        .make("customfields", [&] { return custom_fields(context, user); });
    return row.take();
}

Listing users() {
    Listing listing;
    listing.fields = {"id",           "username",      "idnumber",   "firstname",  "middlename",
                      "lastname",     "alternatename", "email",      "phone1",     "phone2",
                      "auth",         "suspended",     "confirmed",  "department", "institution",
                      "city",         "country",       "lang",       "timezone",   "timecreated",
                      "timemodified", "firstaccess",   "lastaccess", "kinds",      "customfields"};
    listing.highest = [](const CallContext& context) {
        return static_cast<Id>(context.site.users().size());
    };
    listing.next = [](const CallContext& context, Id after, Id highest, const ListingWish& wish) {
        for (Id id = after + 1; id <= highest; ++id) {
            const User& user = *context.site.user(id);
            if (!user.deleted && id != Site::kGuest && wish.wants_id(id) &&
                user.timemodified >= wish.changedsince)
                return id;
        }
        return Id{0};
    };
    listing.row = user_row;
    return listing;
}

// ---- courses ----

json::array category_path(const CallContext& context, Id id) {
    std::vector<const Category*> path;
    for (const Category* at = context.site.category(id); at != nullptr;
         at = context.site.category(at->parent))
        path.insert(path.begin(), at);
    json::array list;
    for (const Category* category : path)
        list.push_back(
            {{"id", category->id}, {"idnumber", category->idnumber}, {"name", category->name}});
    return list;
}

Id active_with(const CallContext& context, const Course& course, std::uint16_t roles) {
    return std::count_if(course.members.begin(), course.members.end(), [&](const Member& member) {
        return member.active(context.now) && (member.roles & roles) != 0;
    });
}

// Of the top grade category; -1 as long as the course has none.
std::int64_t aggregation(const CallContext& context, Id course) {
    for (const auto& [id, row] : context.site.gradebook.rows(GradeTable::categories))
        if (row.courseid == course) {
            const json::value whole = json::parse(row.json);
            if (whole.at("depth").as_int64() == 1) return whole.at("aggregation").as_int64();
        }
    return -1;
}

json::object course_row(CallContext& context, Id id, const ListingWish& wish) {
    constexpr std::uint16_t kStudents = 1U << 5, kTeachers = 1U << 3 | 1U << 4;
    const Course& course = *context.site.course(id);
    const Category* category = context.site.category(course.category);
    RowMaker row(id, wish);
    row.put("idnumber", course.idnumber)
        .put("shortname", course.shortname)
        .put("fullname", course.fullname)
        .put("category", course.category)
        .put("categoryidnumber", category ? category->idnumber : "")
        .make("categorypath", [&] { return category_path(context, course.category); })
        .put("summary", course.summary)
        .put("format", course.format)
        .put("startdate", course.startdate)
        .put("enddate", course.enddate)
        .put("visible", course.visible != 0)
        .put("timecreated", course.timecreated)
        .put("timemodified", course.timemodified)
        .make("students", [&] { return active_with(context, course, kStudents); })
        .make("teachers", [&] { return active_with(context, course, kTeachers); })
        .make("gradeaggregation", [&] { return aggregation(context, id); });
    return row.take();
}

Listing courses() {
    Listing listing;
    listing.fields = {"id",           "idnumber",        "shortname",
                      "fullname",     "category",        "categoryidnumber",
                      "categorypath", "summary",         "format",
                      "startdate",    "enddate",         "visible",
                      "timecreated",  "timemodified",    "students",
                      "teachers",     "gradeaggregation"};
    listing.highest = [](const CallContext& context) {
        return context.site.courses().empty() ? Id{0} : context.site.courses().rbegin()->first;
    };
    listing.next = [](const CallContext& context, Id after, Id highest, const ListingWish& wish) {
        const auto& all = context.site.courses();
        for (auto at = all.upper_bound(after); at != all.end() && at->first <= highest; ++at)
            if (at->first != Site::kSiteCourse && wish.wants_id(at->first) &&
                at->second.timemodified >= wish.changedsince)
                return at->first;
        return Id{0};
    };
    listing.row = course_row;
    return listing;
}

// ---- enrolments ----

json::object enrolment_row(CallContext& context, Id id, const ListingWish& wish) {
    const Site::Place place = *context.site.enrolment_place(id);
    const Course& course = *context.site.course(place.course);
    const User& user = *context.site.user(place.user);
    const Member& member = *course.member(place.user);
    RowMaker row(id, wish);
    row.put("courseid", course.id)
        .put("courseidnumber", course.idnumber)
        .put("userid", user.id)
        .put("useridnumber", user.idnumber)
        .put("method", "manual")
        .put("instanceid", course.id)  // each course has the one manual instance
        .put("status", member.suspended ? 1 : 0)
        .put("timestart", member.timestart)
        .put("timeend", member.timeend)
        .put("timecreated", member.timecreated)
        .put("timemodified", member.timemodified)
        .make("roles", [&] { return names_of(member.roles); });
    return row.take();
}

Listing schedule() {
    Listing listing;
    listing.fields = {"id",          "courseid",     "courseidnumber", "userid",    "useridnumber",
                      "method",      "instanceid",   "status",         "timestart", "timeend",
                      "timecreated", "timemodified", "roles"};
    listing.highest = [](const CallContext& context) { return context.site.last_enrolment(); };
    listing.next = [](const CallContext& context, Id after, Id highest, const ListingWish& wish) {
        for (Id id = after + 1; id <= highest; ++id) {
            const Site::Place* place = context.site.enrolment_place(id);
            if (!place || !wish.wants_id(place->course)) continue;
            if (wish.changedsince == 0) return id;
            const Member& member = *context.site.course(place->course)->member(place->user);
            if (std::max(member.timemodified, member.roletime) >= wish.changedsince) return id;
        }
        return Id{0};
    };
    listing.row = enrolment_row;
    return listing;
}

}  // namespace

void add_local_listings(std::map<std::string, Function>& functions) {
    const auto add = [&](const char* name, Listing listing) {
        functions[name] = listing_function(name, std::move(listing));
    };
    add("local_get_users_information", users());
    add("local_get_course_information", courses());
    add("local_get_schedule_information", schedule());
}

}  // namespace causeway::sandbox
