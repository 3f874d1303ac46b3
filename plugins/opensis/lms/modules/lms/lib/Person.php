<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Who is signed in to openSIS, and where: what a statement says.
 */
final class Person
{
    /** "staff:7", "student:16", "parent:1": openSIS numbers the three apart */
    public string $subject;

    /** super_administrator, administrator, teacher, student or parent */
    public string $profile;

    /** openSIS's own number of the profile */
    public int $profile_id;

    public int $id;
    public string $name;

    /** login name, as the database has it */
    public string $user;

    public int $school;

    /** the calendar year in which the school year begins */
    public int $year;
}
