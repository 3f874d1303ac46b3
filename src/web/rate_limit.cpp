// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/rate_limit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "web/call.h"

namespace causeway::web {

RateLimit::RateLimit(const base::Clock& clock, double tries, std::chrono::seconds refill,
                     std::size_t most_keys)
    : clock_(clock),
      tries_(tries),
      per_millisecond_(tries / static_cast<double>(std::chrono::milliseconds(refill).count())),
      most_keys_(most_keys) {}

void RateLimit::refill(Bucket& bucket, std::chrono::milliseconds now) const {
    const auto passed = static_cast<double>((now - bucket.at).count());
    bucket.left = std::min(tries_, bucket.left + passed * per_millisecond_);
    bucket.at = now;
}

// Those with the most tries left go: nobody gains a try by being forgotten but who has them anyway.
void RateLimit::make_room(std::chrono::milliseconds now) {
    if (buckets_.size() < most_keys_) return;
    for (auto& [key, bucket] : buckets_)
        refill(bucket, now);
    std::erase_if(buckets_, [&](const auto& entry) { return entry.second.left >= tries_; });
    if (buckets_.size() < most_keys_) return;
    std::vector<std::pair<double, std::string>> fullest;
    for (const auto& [key, bucket] : buckets_)
        fullest.emplace_back(-bucket.left, key);
    const auto cut = fullest.begin() + static_cast<std::ptrdiff_t>(1 + fullest.size() / 8);
    std::nth_element(fullest.begin(), cut - 1, fullest.end());
    for (auto one = fullest.begin(); one != cut; ++one)
        buckets_.erase(one->second);
}

std::optional<std::chrono::seconds> RateLimit::take(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto now = clock_.monotonic();
    auto found = buckets_.find(key);
    if (found == buckets_.end()) {
        make_room(now);
        found = buckets_.emplace(key, Bucket{tries_, now}).first;
    }
    Bucket& bucket = found->second;
    refill(bucket, now);
    if (bucket.left >= 1) {
        bucket.left -= 1;
        return std::nullopt;
    }
    const double wait = (1 - bucket.left) / per_millisecond_ / 1000;
    return std::chrono::seconds(std::max<std::int64_t>(1, std::llround(std::ceil(wait))));
}

void RateLimit::give_back(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = buckets_.find(key);
    if (found != buckets_.end()) found->second.left = std::min(tries_, found->second.left + 1);
}

void RateLimit::require(const std::string& key, std::string_view what) {
    const auto wait = take(key);
    if (!wait) return;
    const std::string seconds = std::to_string(wait->count());
    throw Refusal(429,
                  {std::string(what) + " was tried too often", "",
                   "too many tries came from this address or for this name",
                   "Wait " + seconds + " seconds and try again.", "web.too_often"},
                  {{"Retry-After", seconds}});
}

std::size_t RateLimit::size() const {
    const std::scoped_lock lock(mutex_);
    return buckets_.size();
}

}  // namespace causeway::web
