<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The pages of the LMS menu, and which profiles they are for. addon.json says the same to the
 * installer, which gives the profiles their rights; a test holds the two together.
 */
final class Menu
{
    /** page => [text, profiles] */
    public const PAGES = [
        'lms/LmsSettings.php' => ['menu_settings', ['super_administrator']],
        'lms/GetLmsData.php' => ['menu_intake', ['super_administrator']],
        'lms/FieldMapping.php' => ['menu_fields', ['super_administrator']],
        'lms/Rollover.php' => ['menu_rollover', ['super_administrator']],
        'lms/SyncedPeople.php' => ['menu_people', ['super_administrator', 'administrator']],
        'lms/SyncedSections.php' => ['menu_sections', ['super_administrator', 'administrator']],
        'lms/Grades.php' => ['menu_grades', ['super_administrator', 'administrator', 'teacher']],
        'lms/MySections.php' => ['menu_my_sections', ['teacher', 'student']],
        'lms/GoToLms.php' => ['menu_go', ['super_administrator', 'administrator', 'teacher', 'student', 'parent']],
    ];

    /**
     * For openSIS's menu: it knows administrators, teachers and (for students too) parents, and
     * shows of these what the profile's rights allow.
     *
     * @return array<string, array<string, string>>
     */
    public static function by_kind(): array
    {
        $kinds = [
            'admin' => ['super_administrator', 'administrator'],
            'teacher' => ['teacher'],
            'parent' => ['student', 'parent'],
        ];
        $out = [];
        foreach ($kinds as $kind => $profiles) {
            $out[$kind] = [];
            foreach (self::PAGES as $page => [$text, $for]) {
                if (array_intersect($profiles, $for) !== []) {
                    $out[$kind][$page] = Texts::plain($text);
                }
            }
        }
        return $out;
    }
}
