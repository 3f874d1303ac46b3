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

namespace local_opensis\form;

defined('MOODLE_INTERNAL') || die();

require_once($CFG->libdir . '/formslib.php');

use local_opensis\local\setup\bad_wish;
use local_opensis\local\setup\setup;

/**
 * What the administrator may ask for when the set-up is run by the page.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class setup_form extends \moodleform {
    /** @var string[] Fields that hold text. */
    private const TEXTS = ['ip', 'validuntil', 'roles'];

    /**
     * The fields.
     */
    protected function definition() {
        $form = $this->_form;
        foreach (self::TEXTS as $name) {
            $form->addElement('text', $name, get_string('setup_' . $name, 'local_opensis'), ['size' => 40]);
            $form->setType($name, PARAM_RAW_TRIMMED);
            $form->addHelpButton($name, 'setup_' . $name, 'local_opensis');
        }
        foreach (['nowelcome', 'newtokens'] as $name) {
            $form->addElement('advcheckbox', $name, get_string('setup_' . $name, 'local_opensis'));
            $form->addHelpButton($name, 'setup_' . $name, 'local_opensis');
        }
        $this->add_action_buttons(false, get_string('setup_button_make', 'local_opensis'));
    }

    /**
     * Says what cannot be understood.
     *
     * @param array $data the fields
     * @param array $files not used
     * @return string[] field => what is wrong
     */
    public function validation($data, $files) {
        $errors = parent::validation($data, $files);
        foreach (self::TEXTS as $name) {
            try {
                setup::read([$name => $data[$name]]);
            } catch (bad_wish $e) {
                $errors[$name] = get_string($e->string_name(), 'local_opensis', s($e->given));
            }
        }
        return $errors;
    }
}
