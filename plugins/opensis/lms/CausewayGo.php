<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Go to the LMS: hands the person over to Causeway, which sends the browser on into Moodle. It
// stands beside openSIS's own scripts because a page of a module cannot answer for the whole
// window: openSIS has begun its output by then. Opened in a window of its own.
// ?section=ID: into that section's course.

require __DIR__ . '/modules/lms/lib/load.php';

\Causeway\Lms\Go::answer(__DIR__);
