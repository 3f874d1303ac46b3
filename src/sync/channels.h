// SPDX-License-Identifier: GPL-3.0-or-later
// The channels: how operations of each sort become rows of a Moodle call, and how such a record
// is found again when the outcome of a call is not known.
#pragma once

#include "sync/lane.h"
#include "sync/policy.h"
#include "sync/ports.h"

namespace causeway::sync {

// A new record is written and its id comes back; anything else is an update under a known id.
Channel category_channel(Lms& lms, const Policy& policy);
Channel course_channel(Lms& lms, const Policy& policy);
Channel user_channel(Lms& lms, const Policy& policy);
Channel enrolment_channel(Lms& lms);
Channel unenrolment_channel(Lms& lms);
Channel user_deletion_channel(Lms& lms);
Channel group_channel(Lms& lms, const Policy& policy);
Channel group_deletion_channel(Lms& lms);
// In and out of groups: by what each operation wants afterwards.
Channel membership_channel(Lms& lms, bool leaving);

// Which of these records Moodle holds now, by idnumber: its id, or 0. One kind at a time.
base::Result<std::vector<model::RemoteId>> find_categories(Lms& lms,
                                                           std::span<const model::Key> keys,
                                                           const std::string& prefix);
base::Result<std::vector<model::RemoteId>> find_courses(Lms& lms, std::span<const model::Key> keys,
                                                        const std::string& prefix);
base::Result<std::vector<model::RemoteId>> find_users(Lms& lms, std::span<const model::Key> keys,
                                                      const std::string& prefix);
// Groups stand in the courses that `batch` names as places.
base::Result<std::vector<model::RemoteId>> find_groups(Lms& lms, std::span<const Pending> batch,
                                                       const std::string& prefix);

}  // namespace causeway::sync
