// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: the base tree, facts and secrets.
#include "store/reading.h"
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

// A reading of base on a connection of its own: one snapshot, while the writer goes on.
class BaseStream final : public model::Stream<model::BaseRecord> {
  public:
    BaseStream(Store& store, std::int64_t link, model::Kind first, model::Kind last)
        : reader_(store), snapshot_(*reader_, db::Snapshot{}) {
        const auto from = number_of(first);
        const auto to = number_of(last);
        proof_.rows_counted =
            reader_
                ->one_integer("SELECT COUNT(*) FROM base WHERE link = ? AND kind BETWEEN ? AND ?",
                              {number(link), from, to})
                .value_or(0);
        rows_ = reader_->query("SELECT " + std::string(kBaseColumns) +
                                   " FROM base WHERE link = ? AND kind BETWEEN ? AND ? "
                                   "ORDER BY kind, id, who",
                               {number(link), from, to});
    }

    bool next(model::BaseRecord& out) override {
        if (!rows_) return false;
        if (const db::Row* row = rows_->next()) {
            read_base(*row, out);
            proof_.rows_read += 1;
            return true;
        }
        rows_.reset();
        proof_.complete = proof_.rows_read == proof_.rows_counted;
        if (!proof_.complete) proof_.doubt = "the store gave fewer records than it counted";
        return false;
    }
    [[nodiscard]] model::Proof proof() const override { return proof_; }

  private:
    Reading reader_;
    db::Transaction snapshot_;
    std::unique_ptr<db::Rows> rows_;
    model::Proof proof_;
};

// A store in memory has one connection only: its records are copied.
class CopiedStream final : public model::Stream<model::BaseRecord> {
  public:
    explicit CopiedStream(std::vector<model::BaseRecord> records) : records_(std::move(records)) {}
    bool next(model::BaseRecord& out) override {
        if (at_ == records_.size()) return false;
        out = records_[at_++];
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        const auto rows = static_cast<std::int64_t>(records_.size());
        return {at_ == records_.size(), static_cast<std::int64_t>(at_), rows, ""};
    }

  private:
    std::vector<model::BaseRecord> records_;
    std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<model::Stream<model::BaseRecord>> LinkState::base(model::Kind first,
                                                                  model::Kind last) {
    if (!store_.readers_->place().in_memory())
        return std::make_unique<BaseStream>(store_, link_, first, last);
    const std::scoped_lock lock(store_.mutex_);
    std::vector<model::BaseRecord> records;
    const auto rows = store_.writer_->query(
        "SELECT " + std::string(kBaseColumns) +
            " FROM base WHERE link = ? AND kind BETWEEN ? AND ? ORDER BY kind, id, who",
        {number(link_), number_of(first), number_of(last)});
    while (const db::Row* row = rows->next())
        read_base(*row, records.emplace_back());
    return std::make_unique<CopiedStream>(std::move(records));
}

std::optional<model::BaseRecord> LinkState::base_of(const model::Key& key) {
    const std::scoped_lock lock(store_.mutex_);
    const db::Value values[] = {number(link_), number_of(key.kind), number(key.id),
                                number(key.who)};
    const auto rows = store_.statements_->base_of->query(values);
    const db::Row* row = rows->next();
    if (row == nullptr) return std::nullopt;
    model::BaseRecord out;
    read_base(*row, out);
    return out;
}

std::int64_t LinkState::base_revision() {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_->one_integer("SELECT revision FROM link WHERE id = ?", {number(link_)})
        .value_or(0);
}

std::optional<std::string> LinkState::fact(const std::string& name) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_->one_text("SELECT value FROM fact WHERE link = ? AND name = ?",
                                    {number(link_), text(name)});
}

void LinkState::set_fact(const std::string& name, const std::string& value) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run(
        "INSERT INTO fact (link, name, value) VALUES (?,?,?) "
        "ON CONFLICT (link, name) DO UPDATE SET value = excluded.value",
        {number(link_), text(name), text(value)});
}

void LinkState::set_secret(const std::string& name, const std::string& secret) {
    const std::string sealed = store_.key_.seal(secret, name);
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run(
        "INSERT INTO secret (link, name, sealed) VALUES (?,?,?) "
        "ON CONFLICT (link, name) DO UPDATE SET sealed = excluded.sealed",
        {number(link_), text(name), text(sealed)});
}

base::Result<std::optional<std::string>> LinkState::secret(const std::string& name) {
    std::optional<std::string> sealed;
    {
        const std::scoped_lock lock(store_.mutex_);
        sealed = store_.writer_->one_text("SELECT sealed FROM secret WHERE link = ? AND name = ?",
                                          {number(link_), text(name)});
    }
    if (!sealed) return std::optional<std::string>();
    const auto plain = store_.key_.open(*sealed, name);
    if (!plain) return plain.problem();
    return std::optional<std::string>(*plain);
}

}  // namespace causeway::store
