<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The sections (openSIS's course periods) that a person teaches or learns in, in the school and
 * year that are chosen.
 */
final class Sections
{
    private const TAUGHT = 'SELECT cp.course_period_id AS id, cp.title, c.title AS course FROM course_periods cp'
        . ' LEFT JOIN courses c ON c.course_id = cp.course_id'
        . ' WHERE cp.school_id = ? AND cp.syear = ? AND (cp.teacher_id = ? OR cp.secondary_teacher_id = ?)'
        . ' ORDER BY c.title, cp.title, cp.course_period_id';

    // A zero date is openSIS's other way to say "none"; strict sessions cannot compare with it.
    private const LEARNT = 'SELECT DISTINCT cp.course_period_id AS id, cp.title, c.title AS course FROM schedule s'
        . ' JOIN course_periods cp ON cp.course_period_id = s.course_period_id'
        . ' LEFT JOIN courses c ON c.course_id = cp.course_id'
        . " WHERE s.student_id = ? AND s.syear = ? AND s.school_id = ? AND COALESCE(s.dropped, 'N') <> 'Y'"
        . ' AND (s.end_date IS NULL OR YEAR(s.end_date) = 0 OR s.end_date >= ?)'
        . ' ORDER BY c.title, cp.title, cp.course_period_id';

    /**
     * @param string $today "2026-11-27"
     * @return list<array{id: int, title: string, course: string}>
     */
    public static function of(Person $person, string $today, Reader $reader): array
    {
        $rows = match ($person->profile) {
            'teacher' => $reader->rows(self::TAUGHT, [$person->school, $person->year, $person->id, $person->id]),
            'student' => $reader->rows(self::LEARNT, [$person->id, $person->year, $person->school, $today]),
            default => [],
        };
        return array_map(static fn (array $row): array => [
            'id' => (int) $row['id'],
            'title' => trim((string) $row['title']),
            'course' => trim((string) $row['course']),
        ], $rows);
    }
}
