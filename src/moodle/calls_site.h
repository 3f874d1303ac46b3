// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls about the site itself: core_webservice_get_site_info, and the two probes that use
// other functions in a way that changes nothing. Any thread; errors are Faults.
#pragma once

#include <cstddef>

#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

Called<model::SiteIdentity> get_site_info(Channel& channel);

// Whether a call with exactly this many values arrives whole: a look-up of users by id whose last
// value is the service account's own id (which always finds itself).
Called<bool> values_arrive(Channel& channel, std::size_t values, model::RemoteId service_user);

// Whether this token may call auth_userkey_request_login_url: asks with a key that the function
// does not take, so that Moodle refuses before anything is done.
Called<Done> may_request_login(Channel& channel);

}  // namespace causeway::moodle
