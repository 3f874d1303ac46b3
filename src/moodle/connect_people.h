// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the connection check that is about people: whether the service account sees other
// users by user name, ID number and e-mail address. Only for connect.cpp. Only reads.
#pragma once

#include <vector>

#include "model/lms.h"
#include "moodle/connect.h"
#include "moodle/site.h"

namespace causeway::moodle {

// `self` is who the token belongs to, and which functions it may call.
std::vector<ConnectStep> people_steps(Site& site, const model::SiteIdentity& self);

}  // namespace causeway::moodle
