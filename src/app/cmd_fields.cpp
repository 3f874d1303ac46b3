// SPDX-License-Identifier: GPL-3.0-or-later
// causeway fields list|available|map|unmap|preview|pull|undo|refused
#include <fmt/format.h>

#include <algorithm>

#include "app/commands.h"
#include "app/print.h"
#include "app/progress.h"
#include "app/taken_back.h"
#include "app/wiring.h"
#include "base/log.h"
#include "base/text.h"
#include "service/field_json.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

class Joined {
  public:
    explicit Joined(Context& context)
        : wiring_(context),
          show_(context.common.quiet ? ProgressShow::Style::none : ProgressShow::usual_style(),
                context.clock),
          stop_(context.interrupt.token()),
          parts_(opensis_address(wiring_.config()), wiring_.site(), wiring_.state(), context.clock,
                 base::Zone(wiring_.config().text("opensis.zone")), "command line") {}

    service::FieldParts& parts() { return parts_; }
    fields::Watch watch() {
        return [watch = show_.watch()](const std::string& stage, std::int64_t done,
                                       std::int64_t total) {
            if (watch) watch({stage, done, total, 0});
        };
    }
    void finish() { show_.finish(); }
    [[nodiscard]] std::stop_token stop() const { return stop_; }

  private:
    Wiring wiring_;
    ProgressShow show_;
    std::stop_token stop_;
    service::FieldParts parts_;
};

service::FieldWish wish_of(const FieldsMapOptions& options) {
    service::FieldWish out;
    out.whose = *service::whose_named(options.whose);
    out.sis = options.sis;
    out.lms = options.lms;
    out.to_moodle = options.to == "moodle";
    out.rules.cut = options.too_long == "cut";
    out.rules.keep_empty = options.emptied == "keep";
    out.rules.days = model::day_form_named(options.days).value_or(model::DayForm::iso);
    for (const std::string& pair : options.options) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos)
            throw base::Failure(
                base::ExitCode::usage,
                {"An option cannot be understood", pair, "it is not of the form OPENSIS=MOODLE",
                 "Write, for example, --option Red=red.", "usage.option"});
        out.options.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return out;
}

std::string cell(const std::string& text) {
    return base::cut_utf8(base::tidy(text), 40);
}

void print(Context& context, const std::string& text) {
    context.out << base::log::redacted(text);
}

}  // namespace

base::ExitCode run(const FieldsListOptions&, Context& context) {
    Joined joined(context);
    const auto rows = joined.parts().judged();
    const bool held =
        std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.held.has_value(); });
    const auto exit = held ? base::ExitCode::some_refused : base::ExitCode::in_step;
    if (context.common.json) {
        print_json(context.out, json::object{{"mappings", service::mappings_json(rows)}});
        return exit;
    }
    Table table({"No", "Of", "openSIS", "", "Moodle", ""});
    for (const auto& row : rows)
        table.add({std::to_string(row.mapping.id),
                   std::string(service::whose_name(row.mapping.whose)),
                   cell(row.mapping.sis_title) + " [" + row.mapping.sis + "]",
                   row.mapping.to_moodle ? "->" : "<-",
                   row.mapping.lms + " (" + cell(row.mapping.lms_name) + ")",
                   row.held ? "held back" : ""});
    std::string out =
        rows.empty() ? "No field is mapped yet: causeway fields available\n" : table.text();
    for (const auto& row : rows)
        if (row.held) out += "\n" + problem_text(*row.held) + "\n";
    print(context, out);
    return exit;
}

base::ExitCode run(const FieldsAvailableOptions& options, Context& context) {
    Joined joined(context);
    const auto& catalogue = joined.parts().catalogue();
    if (context.common.json) {
        print_json(context.out, service::fields_json(catalogue));
        return base::ExitCode::in_step;
    }
    Table sis({"openSIS", "Of", "Type", "Title"});
    for (const auto& field : catalogue.sis)
        if (options.whose.empty() || service::whose_name(field.whose) == options.whose)
            sis.add(
                {field.id, std::string(service::whose_name(field.whose)),
                 std::string(model::name(field.type)),
                 cell(field.title) + (field.column_missing ? " (its column is not seen)" : "")});
    Table lms({"Moodle", "Type", "Name", ""});
    for (const auto& field : catalogue.lms) {
        std::string rules;
        for (const auto& [is, word] :
             {std::pair{field.required, "required"}, std::pair{field.locked, "locked"},
              std::pair{field.unique, "unique"}, std::pair{field.hidden, "hidden"}})
            if (is) rules += (rules.empty() ? "" : ", ") + std::string(word);
        lms.add({field.shortname, field.datatype, cell(field.name), rules});
    }
    std::string out = sis.text() + "\n" + lms.text();
    if (!catalogue.lms_whole)
        out +=
            "\nMoodle's own functions tell only of profile fields in which somebody has a value, "
            "and neither\ntheir options nor their rules. Causeway's web-services plugin tells all "
            "of them.\n";
    print(context, out);
    return base::ExitCode::in_step;
}

base::ExitCode run(const FieldsMapOptions& options, Context& context) {
    Joined joined(context);
    const auto wish = wish_of(options);
    const auto row = options.id == 0 ? std::nullopt : std::optional(options.id);
    if (options.preview) {
        const auto examples = joined.parts().preview(wish, row);
        if (context.common.json) {
            print_json(
                context.out,
                json::object{{"examples", service::examples_json(examples)},
                             {"options", service::choices_json(joined.parts().catalogue(), wish)}});
            return base::ExitCode::in_step;
        }
        Table table(
            {"Who", "Name", "openSIS", "Moodle", wish.to_moodle ? "-> Moodle" : "-> openSIS"});
        for (const auto& one : examples)
            table.add({one.person.text(), cell(one.title), cell(one.sis), cell(one.lms),
                       one.problem ? "refused: " + one.problem->why : cell(one.becomes)});
        print(context, examples.empty() ? "Nobody is on both sides yet.\n" : table.text());
        return base::ExitCode::in_step;
    }
    const auto mapping = joined.parts().map(wish, row);
    if (context.common.json)
        print_json(context.out, json::object{{"id", mapping.id}});
    else
        print(context, fmt::format("Row {} stands. {}\n", mapping.id,
                                   wish.to_moodle ? "The next sync carries its values to Moodle."
                                                  : "Carry its values with: causeway fields pull"));
    return base::ExitCode::in_step;
}

base::ExitCode run(const FieldsUnmapOptions& options, Context& context) {
    Joined joined(context);
    if (!joined.parts().desk().remove(options.id))
        throw base::Failure(
            base::ExitCode::usage,
            {"There is no such row", std::to_string(options.id), "no mapping has this number",
             "See: causeway fields list", "fields.no_row"});
    if (context.common.json)
        print_json(context.out, json::object{{"removed", options.id}});
    else
        print(context, "The row is removed. Values on both sides stay as they are.\n");
    return base::ExitCode::in_step;
}

base::ExitCode run(const FieldsPullOptions& options, Context& context) {
    Joined joined(context);
    const auto report =
        joined.parts().pull(options.keys, !options.plan, joined.watch(), joined.stop());
    joined.finish();
    const auto exit = report.exit == base::ExitCode::in_step && !report.held.empty()
                          ? base::ExitCode::some_refused
                          : report.exit;
    if (context.common.json) {
        print_json(context.out, service::pull_json(report));
        return exit;
    }
    Table table({"Who", "Name", "Field", "Before", "After", "Why"});
    for (const auto& row : report.rows)
        table.add({row.person.key.text(), cell(row.person.title), cell(row.change.field),
                   cell(row.change.before), cell(row.change.after),
                   row.refused ? "refused: " + row.refused->why : row.change.why});
    std::string out = table.empty() ? "" : table.text() + "\n";
    for (const auto& one : report.unfit)
        out += problem_text(one.problem) + "\n";
    for (const auto& problem : report.held)
        out += problem_text(problem) + "\n\n";
    const auto count = static_cast<std::int64_t>(report.rows.size());
    out += options.plan ? fmt::format("{} values would be written; nothing was.\n", grouped(count))
                        : fmt::format(
                              "{} values written, {} refused. Run {}; take it back with: causeway "
                              "fields undo {}\n",
                              grouped(report.written),
                              grouped(static_cast<std::int64_t>(report.unfit.size())), report.run,
                              report.run);
    print(context, out);
    return exit;
}

base::ExitCode run(const FieldsUndoOptions& options, Context& context) {
    Joined joined(context);
    const auto done = joined.parts().undo(options.run, joined.watch());
    joined.finish();
    return tell_taken_back(context, "pull of fields",
                           {options.run, done.run, done.taken_back, done.refused},
                           fmt::format("{} values put back. They stay until Moodle's change again.",
                                       grouped(done.taken_back)));
}

base::ExitCode run(const FieldsRefusedOptions&, Context& context) {
    Joined joined(context);
    const auto unfit = joined.parts().desk().unfit();
    if (context.common.json) {
        print_json(context.out, json::object{{"refused", service::unfit_json(unfit)}});
    } else {
        std::string out;
        for (const auto& one : unfit)
            out += one.title + ", " + one.field + ":\n" + problem_text(one.problem) + "\n";
        print(context, unfit.empty() ? "No value was refused.\n" : out);
    }
    return unfit.empty() ? base::ExitCode::in_step : base::ExitCode::some_refused;
}

}  // namespace causeway::app
