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

namespace local_opensis\local\setup;

/**
 * External services and their tokens, of the Moodle that this code runs in: a part of moodle_site.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait moodle_services {
    /**
     * Finds an external service.
     *
     * @param string $name its name
     * @return array|null
     */
    public function service(string $name): ?array {
        global $DB;
        $services = $DB->get_records_select('external_services', 'name = ? AND component IS NOT NULL', [$name], 'id');
        $service = reset($services);
        if (!$service) {
            return null;
        }
        $functions = $DB->get_fieldset_select(
            'external_services_functions',
            'functionname',
            'externalserviceid = ?',
            [$service->id]
        );
        return ['id' => (int) $service->id, 'enabled' => (bool) $service->enabled, 'functions' => array_values($functions)];
    }

    /**
     * Of these functions, those that exist.
     *
     * @param string[] $names names of functions
     * @return string[]
     */
    public function known_functions(array $names): array {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal($names);
        $known = $DB->get_fieldset_select('external_functions', 'name', 'name ' . $in, $params);
        return array_values(array_intersect($names, $known));
    }

    /**
     * Switches a service on or off.
     *
     * @param int $id the service
     * @param bool $enabled whether on
     */
    public function enable_service(int $id, bool $enabled): void {
        $manager = $this->manager();
        $service = $manager->get_external_service_by_id($id, MUST_EXIST);
        $service->enabled = (int) $enabled;
        $manager->update_external_service($service);
    }

    /**
     * Puts functions into a service.
     *
     * @param int $id the service
     * @param string[] $names names of functions
     */
    public function add_functions(int $id, array $names): void {
        foreach ($names as $name) {
            $this->manager()->add_external_function_to_service($name, $id);
        }
    }

    /**
     * Takes functions out of a service.
     *
     * @param int $id the service
     * @param string[] $names names of functions
     */
    public function remove_functions(int $id, array $names): void {
        foreach ($names as $name) {
            $this->manager()->remove_external_function_from_service($name, $id);
        }
    }

    /**
     * Whether an account is an authorised user of a service.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @return bool
     */
    public function is_member(int $serviceid, int $userid): bool {
        global $DB;
        return $DB->record_exists('external_services_users', ['externalserviceid' => $serviceid, 'userid' => $userid]);
    }

    /**
     * Makes an account an authorised user of a service, or not.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @param bool $member whether
     */
    public function set_member(int $serviceid, int $userid, bool $member): void {
        if ($member) {
            $this->manager()->add_ws_authorised_user((object) ['externalserviceid' => $serviceid, 'userid' => $userid]);
        } else {
            $this->manager()->remove_ws_authorised_user((object) ['id' => $userid], $serviceid);
        }
    }

    /**
     * The tokens of an account for a service, the newest last.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @return array[]
     */
    public function tokens(int $serviceid, int $userid): array {
        global $DB;
        $records = $DB->get_records('external_tokens', [
            'externalserviceid' => $serviceid,
            'userid' => $userid,
            'tokentype' => EXTERNAL_TOKEN_PERMANENT,
        ], 'id', 'id, iprestriction, validuntil');
        $tokens = [];
        foreach ($records as $record) {
            $tokens[] = [
                'id' => (int) $record->id,
                'ip' => (string) $record->iprestriction,
                'validuntil' => (int) $record->validuntil,
            ];
        }
        return $tokens;
    }

    /**
     * Makes a token.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @param int $validuntil when it ends; 0: never
     * @param string $ip from where it works; empty: from everywhere
     * @return array id, token
     */
    public function make_token(int $serviceid, int $userid, int $validuntil, string $ip): array {
        global $CFG, $DB, $SESSION;
        $service = $this->manager()->get_external_service_by_id($serviceid, MUST_EXIST);
        $context = \context_system::instance();
        $terms = [$validuntil, $ip];
        if (class_exists(\core_external\util::class)) {
            // The name that a token has since Moodle 4.3 is left over by Moodle 4.2.
            $terms[] = get_string('setup_tokenname', 'local_opensis');
            $made = \core_external\util::generate_token(EXTERNAL_TOKEN_PERMANENT, $service, $userid, $context, ...$terms);
        } else {
            require_once($CFG->libdir . '/externallib.php');
            $made = external_generate_token(EXTERNAL_TOKEN_PERMANENT, $service, $userid, $context, ...$terms);
        }
        // Moodle's page of tokens would show it once more.
        unset($SESSION->webservicenewlycreatedtoken);
        $id = (int) $DB->get_field('external_tokens', 'id', ['token' => $made], MUST_EXIST);
        // Moodle makes it from the clock and a plain random number; this one cannot be guessed.
        $token = bin2hex(random_bytes(16));
        $DB->set_field('external_tokens', 'token', $token, ['id' => $id]);
        $event = \core\event\webservice_token_created::create([
            'objectid' => $id,
            'relateduserid' => $userid,
            'other' => ['auto' => false],
        ]);
        $event->trigger();
        return ['id' => $id, 'token' => $token];
    }

    /**
     * Changes where and how long a token works.
     *
     * @param int $id the token
     * @param int $validuntil when it ends; 0: never
     * @param string $ip from where it works; empty: from everywhere
     */
    public function change_token(int $id, int $validuntil, string $ip): void {
        global $DB;
        $DB->update_record('external_tokens', (object) [
            'id' => $id,
            'validuntil' => $validuntil,
            'iprestriction' => $ip === '' ? null : $ip,
        ]);
    }

    /**
     * Deletes a token.
     *
     * @param int $id the token
     */
    public function delete_token(int $id): void {
        $this->manager()->delete_user_ws_token($id);
    }

    /**
     * Moodle's own hand for services.
     *
     * @return \webservice
     */
    private function manager(): \webservice {
        global $CFG;
        require_once($CFG->dirroot . '/webservice/lib.php');
        return new \webservice();
    }
}
