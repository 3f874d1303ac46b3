<?php
// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

namespace local_opensis\local;

/**
 * What the activities know of a user's work behind a grade: when it was due, whether and when it was handed in.
 *
 * SQL for a statement over grade_grades (alias gg) and grade_items (alias gi). Only modules that are installed are
 * asked.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class handing_in {
    /**
     * The join that brings the submission of an assignment, as sub.
     *
     * @return string
     */
    public static function submission_join(): string {
        if (!in_array('assign', modules::installed())) {
            return '';
        }
        return " LEFT JOIN {assign_submission} sub
                        ON gi.itemmodule = 'assign' AND sub.assignment = gi.iteminstance
                           AND sub.userid = gg.userid AND sub.groupid = 0 AND sub.latest = 1";
    }

    /**
     * The activities that have a due date, and what they grant to this user.
     *
     * @return string
     */
    public static function due_joins(): string {
        $sql = modules::joins(['assign', 'quiz', 'lesson']);
        $installed = modules::installed();
        if (in_array('assign', $installed)) {
            $sql .= " LEFT JOIN {assign_user_flags} ext
                             ON gi.itemmodule = 'assign' AND ext.assignment = gi.iteminstance AND ext.userid = gg.userid
                      LEFT JOIN {assign_overrides} aov
                             ON gi.itemmodule = 'assign' AND aov.assignid = gi.iteminstance AND aov.userid = gg.userid";
        }
        if (in_array('quiz', $installed)) {
            $sql .= " LEFT JOIN {quiz_overrides} qov
                             ON gi.itemmodule = 'quiz' AND qov.quiz = gi.iteminstance AND qov.userid = gg.userid";
        }
        if (in_array('lesson', $installed)) {
            $sql .= " LEFT JOIN {lesson_overrides} lov
                             ON gi.itemmodule = 'lesson' AND lov.lessonid = gi.iteminstance AND lov.userid = gg.userid";
        }
        return $sql;
    }

    /**
     * The expression for when the work was handed in. For an activity, Moodle keeps it in timecreated; what an
     * assignment says itself is better, since it is there before the grade is.
     *
     * @return string
     */
    public static function submitted(): string {
        $assign = in_array('assign', modules::installed())
            ? "WHEN sub.status = 'submitted' THEN sub.timemodified WHEN gi.itemmodule = 'assign' THEN 0 " : '';
        return "CASE WHEN gi.itemtype <> 'mod' THEN 0 {$assign}ELSE COALESCE(gg.timecreated, 0) END";
    }

    /**
     * The expression for when the work was due for this user: extension, else override, else the activity's date.
     *
     * @return string
     */
    public static function due(): string {
        $sql = '';
        $installed = modules::installed();
        if (in_array('assign', $installed)) {
            $sql .= " WHEN gi.itemmodule = 'assign' THEN CASE WHEN ext.extensionduedate > 0 THEN ext.extensionduedate
                      ELSE COALESCE(aov.duedate, mod_assign.duedate) END";
        }
        if (in_array('quiz', $installed)) {
            $sql .= " WHEN gi.itemmodule = 'quiz' THEN COALESCE(qov.timeclose, mod_quiz.timeclose)";
        }
        if (in_array('lesson', $installed)) {
            $sql .= " WHEN gi.itemmodule = 'lesson' THEN COALESCE(lov.deadline, mod_lesson.deadline)";
        }
        return $sql === '' ? '0' : "CASE$sql ELSE 0 END";
    }

    /**
     * The expression for whether anything was handed in, for those that have no grade.
     *
     * @return string
     */
    public static function handed_in(): string {
        $sql = '';
        $installed = modules::installed();
        if (in_array('assign', $installed)) {
            $sql .= " WHEN sub.status = 'submitted' THEN 1";
        }
        if (in_array('quiz', $installed)) {
            $sql .= " WHEN gi.itemmodule = 'quiz' THEN (SELECT COUNT(1) FROM {quiz_attempts} qa
                       WHERE qa.quiz = gi.iteminstance AND qa.userid = gg.userid AND qa.preview = 0
                             AND qa.state = 'finished')";
        }
        if (in_array('lesson', $installed)) {
            $sql .= " WHEN gi.itemmodule = 'lesson' THEN (SELECT COUNT(1) FROM {lesson_attempts} la
                       WHERE la.lessonid = gi.iteminstance AND la.userid = gg.userid)";
        }
        return "CASE WHEN gg.finalgrade IS NOT NULL OR gg.rawgrade IS NOT NULL THEN 1$sql ELSE 0 END";
    }
}
