// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the pages on the way from openSIS into Causeway and Moodle.
#include "web/enter_pages.h"

namespace causeway::web {

EnterText text_for(sso::Entry entry) {
    using enum sso::Entry;
    switch (entry) {
        case in:
            return {"Going to Moodle", "Moodle opens.", 200};
        case follow:
            return {"You are being signed in",
                    "Another window is signing you in to Moodle. This one goes on in a moment.",
                    200};
        case not_synced:
            return {"You are not in Moodle yet",
                    "Your account will be made when the school's data is carried over.", 409};
        case refused_record:
            return {"You could not be put into Moodle",
                    "Something in openSIS has to be corrected first: show this page to the school "
                    "office.",
                    409};
        case left:
            return {"Your access to Moodle has ended", "It ends when somebody leaves the school.",
                    403};
        case gone:
            return {"Your Moodle account is gone", "Somebody deleted it in Moodle.", 409};
        case suspended:
            return {"Your Moodle account is suspended", "Nobody can sign in to it as it is.", 403};
        case closed:
            return {"Your Moodle account cannot be entered",
                    "What you have in Moodle is still there.", 403};
        case doubtful:
            return {"It is not clear which Moodle account is yours",
                    "To be safe, you were signed in to none of them.", 409};
        case site_administrator:
            return {"Please sign in on Moodle's own page",
                    "Accounts of Moodle's site administrators are protected.", 403};
        case parents_off:
            return {"Moodle is not open to parents here",
                    "From openSIS, students and those who work at the school go to Moodle.", 403};
        case unmapped_parent:
            return {"You are not in Moodle", "Accounts of parents are made in Moodle by hand.",
                    409};
        case not_in_course:
            return {"You are not in this course", "Moodle itself is open to you.", 403};
        case moodle_down:
            return {"Moodle does not answer", "It may be busy, or under maintenance.", 503};
        case set_up:
            return {"Signing in to Moodle does not work just now",
                    "The connection between openSIS and Moodle has to be looked at.", 503};
        case too_often:
            return {"Please wait a moment", "Nothing more is tried until then.", 429};
        case busy:
            return {"Please wait a moment", "Nothing is wrong; there is much to do just now.", 503};
    }
    return {"You could not be signed in", "", 500};
}

EnterText text_for(std::string_view code) {
    if (code == "handover.time")
        return {"This page took too long to open", "What openSIS hands over is good for a minute.",
                403};
    if (code == "handover.replayed")
        return {"This page was opened already",
                "It does not open again by going back or by loading it anew.", 403};
    if (code == "handover.not_yours")
        return {"This page is not for you", "openSIS says that you have another task here.", 403};
    if (code == "handover.origin")
        return {"This page cannot be shown here", "A setting is missing in Causeway.", 403};
    if (code == "sso.parents") return text_for(sso::Entry::parents_off);
    if (code == "handover.unknown")
        return {"This page is not connected", "Something in openSIS's add-on has to be corrected.",
                404};
    if (code == "handover.off")
        return {"This page is not connected", "Causeway does not listen to openSIS yet.", 403};
    if (code == "handover.person")
        return {"Causeway does not know who you are in openSIS",
                "A super administrator can say so under Users.", 403};
    return {"This page could not be opened", "What openSIS handed over is not believed.", 403};
}

}  // namespace causeway::web
