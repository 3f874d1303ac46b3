<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A Moodle as far as the set-up sees it, in plain arrays. It keeps the rules that matter to the steps: nothing can be
 * done to what is not there, and what is deleted takes along what hangs on it.
 */

declare(strict_types=1);

use local_opensis\local\setup\plan;
use local_opensis\local\setup\site;

final class memory_site implements site {
    public const FUNCTIONS = ['core_webservice_get_site_info', 'local_opensis_get_changes', 'auth_userkey_request_login_url'];

    public string $stored = '{}';
    public int $now = 1800000000;
    public int $inthedatabase = 7;
    /** @var string[] methods that break, each once */
    public array $breaks = [];
    /** @var array names of calls that change something */
    public array $writes = [];
    public array $plugins;
    public array $settings;
    public array $forced = [];
    public array $services = [];
    public array $roles = [];
    public array $accounts = [];
    public array $held = [];
    public array $members = [];
    public array $tokens = [];
    private int $id = 100;

    public function __construct(bool $sso) {
        $this->plugins = $sso ? ['auth_userkey'] : [];
        $this->settings = [
            ':auth' => 'email,oauth2', ':enablewebservices' => '0', ':webserviceprotocols' => '', ':showuseridentity' => 'email',
            'enrol_manual:sendcoursewelcomemessage' => '1',
        ];
        $this->services[plan::SERVICE] = ['id' => 3, 'enabled' => true, 'functions' => self::FUNCTIONS];
        if ($sso) {
            $this->settings += ['auth_userkey:mappingfield' => 'email', 'auth_userkey:keylifetime' => '60'];
            $this->services[plan::SSO_SERVICE] = ['id' => 4, 'enabled' => true, 'functions' => plan::SSO_FUNCTIONS];
        }
        foreach (['manager', 'editingteacher', 'student', 'teacher'] as $id => $name) {
            $this->roles[$name] = ['id' => $id + 1, 'system' => $name === 'manager', 'rights' => [], 'assigns' => []];
        }
    }

    /** All that can be seen of the site, without what was remembered and without the counter of ids. */
    public function seen(): array {
        return [$this->settings, $this->services, $this->roles, $this->accounts, $this->held, $this->members, $this->tokens];
    }

    private function wrote(string $method): void {
        $this->writes[] = $method;
        if (in_array($method, $this->breaks, true)) {
            $this->breaks = array_diff($this->breaks, [$method]);
            throw new RuntimeException("the database is away in $method");
        }
    }

    private function role_name(int $id): string {
        $found = array_search($id, array_column($this->roles, 'id'), true);
        if ($found === false) {
            throw new LogicException("no role $id");
        }
        return array_keys($this->roles)[$found];
    }

    private function service_name(int $id): string {
        foreach ($this->services as $name => $service) {
            if ($service['id'] === $id) {
                return $name;
            }
        }
        throw new LogicException("no service $id");
    }

    private function account_name(int $id): string {
        foreach ($this->accounts as $name => $account) {
            if ($account['id'] === $id) {
                return $name;
            }
        }
        throw new LogicException("no account $id");
    }

    public function memory(): array {
        return json_decode($this->stored, true);
    }
    public function remember(array $memory): void {
        $this->stored = json_encode($memory, JSON_THROW_ON_ERROR);
    }
    public function now(): int {
        return $this->now;
    }
    public function has_plugin(string $component): bool {
        return in_array($component, $this->plugins, true);
    }
    public function versions(): array {
        return [$this->inthedatabase, 7];
    }
    public function setting(string $plugin, string $name): ?string {
        return $this->settings["$plugin:$name"] ?? null;
    }
    public function set_setting(string $plugin, string $name, ?string $value): void {
        $this->wrote(__FUNCTION__);
        if ($this->is_forced($plugin, $name)) {
            throw new LogicException("$name is fixed");
        }
        $this->settings["$plugin:$name"] = $value;
        if ($value === null) {
            unset($this->settings["$plugin:$name"]);
        }
    }
    public function is_forced(string $plugin, string $name): bool {
        return in_array("$plugin:$name", $this->forced, true);
    }
    public function service(string $name): ?array {
        return $this->services[$name] ?? null;
    }
    public function known_functions(array $names): array {
        return array_values(array_intersect($names, self::FUNCTIONS));
    }
    public function enable_service(int $id, bool $enabled): void {
        $this->wrote(__FUNCTION__);
        $this->services[$this->service_name($id)]['enabled'] = $enabled;
    }
    public function add_functions(int $id, array $names): void {
        $this->wrote(__FUNCTION__);
        $service = &$this->services[$this->service_name($id)];
        $service['functions'] = array_merge($service['functions'], $names);
    }
    public function remove_functions(int $id, array $names): void {
        $this->wrote(__FUNCTION__);
        $service = &$this->services[$this->service_name($id)];
        $service['functions'] = array_values(array_diff($service['functions'], $names));
    }
    public function role(string $shortname): ?array {
        return $this->roles[$shortname] ?? null;
    }
    public function create_role(string $shortname): int {
        $this->wrote(__FUNCTION__);
        $this->roles[$shortname] = ['id' => ++$this->id, 'system' => true, 'rights' => [], 'assigns' => []];
        return $this->id;
    }
    public function set_system_role(int $id, bool $allowed): void {
        $this->wrote(__FUNCTION__);
        $this->roles[$this->role_name($id)]['system'] = $allowed;
    }
    public function delete_role(int $id): void {
        $this->wrote(__FUNCTION__);
        unset($this->roles[$this->role_name($id)]);
        $this->held = array_values(array_filter($this->held, fn($pair) => $pair[0] !== $id));
    }
    public function known_rights(array $names): array {
        $known = fn($name) => strpos($name, 'auth/userkey:') !== 0 || $this->has_plugin('auth_userkey');
        return array_values(array_filter($names, $known));
    }
    public function set_rights(int $id, array $permissions): void {
        $this->wrote(__FUNCTION__);
        $rights = &$this->roles[$this->role_name($id)]['rights'];
        $rights = array_filter($permissions + $rights);
    }
    public function rights(int $id, array $names): array {
        $rights = $this->roles[$this->role_name($id)]['rights'];
        return array_combine($names, array_map(fn($name) => $rights[$name] ?? 0, $names));
    }
    public function roles(array $shortnames): array {
        return array_map(fn($role) => $role['id'], array_intersect_key($this->roles, array_flip($shortnames)));
    }
    public function assignable(int $id): array {
        return $this->roles[$this->role_name($id)]['assigns'];
    }
    public function set_assignable(int $id, array $others, bool $allowed): void {
        $this->wrote(__FUNCTION__);
        $assigns = &$this->roles[$this->role_name($id)]['assigns'];
        $assigns = array_values($allowed ? array_merge($assigns, $others) : array_diff($assigns, $others));
    }
    public function account(string $username): ?array {
        return $this->accounts[$username] ?? null;
    }
    public function create_account(string $username): int {
        $this->wrote(__FUNCTION__);
        $this->accounts[$username] = self::an_account(++$this->id);
        return $this->id;
    }
    public static function an_account(int $id, array $other = []): array {
        $new = ['id' => $id, 'auth' => 'webservice', 'suspended' => 0, 'confirmed' => 1, 'admin' => false, 'complete' => true];
        return $other + $new;
    }
    public function update_account(int $id, array $fields): void {
        $this->wrote(__FUNCTION__);
        $account = &$this->accounts[$this->account_name($id)];
        $account = $fields + $account;
    }
    public function delete_account(int $id): void {
        $this->wrote(__FUNCTION__);
        unset($this->accounts[$this->account_name($id)]);
        $this->held = array_values(array_filter($this->held, fn($pair) => $pair[1] !== $id));
        $this->members = array_values(array_filter($this->members, fn($pair) => $pair[1] !== $id));
        $this->tokens = array_filter($this->tokens, fn($token) => $token['user'] !== $id);
    }
    public function holds(int $roleid, int $userid): bool {
        return in_array([$roleid, $userid], $this->held, true);
    }
    public function set_holds(int $roleid, int $userid, bool $held): void {
        $this->wrote(__FUNCTION__);
        $others = array_filter($this->held, fn($pair) => $pair !== [$roleid, $userid]);
        $this->held = array_values($held ? array_merge($others, [[$roleid, $userid]]) : $others);
    }
    public function is_member(int $serviceid, int $userid): bool {
        return in_array([$serviceid, $userid], $this->members, true);
    }
    public function set_member(int $serviceid, int $userid, bool $member): void {
        $this->wrote(__FUNCTION__);
        $others = array_filter($this->members, fn($pair) => $pair !== [$serviceid, $userid]);
        $this->members = array_values($member ? array_merge($others, [[$serviceid, $userid]]) : $others);
    }
    public function tokens(int $serviceid, int $userid): array {
        $mine = array_filter($this->tokens, fn($token) => [$token['service'], $token['user']] === [$serviceid, $userid]);
        return array_values(array_map(fn($t) => ['id' => $t['id'], 'ip' => $t['ip'], 'validuntil' => $t['validuntil']], $mine));
    }
    public function make_token(int $serviceid, int $userid, int $validuntil, string $ip): array {
        $this->wrote(__FUNCTION__);
        if ($this->service_name($serviceid) === plan::SSO_SERVICE) {
            // As Moodle does for a service with a required capability.
            $rights = array_map(fn($pair) => $this->roles[$this->role_name($pair[0])]['rights'], $this->held);
            if (empty(array_merge(...$rights)['auth/userkey:generatekey'])) {
                throw new RuntimeException('nocapabilitytousethisservice');
            }
        }
        $id = ++$this->id;
        $this->tokens[$id] = ['id' => $id, 'service' => $serviceid, 'user' => $userid, 'ip' => $ip, 'validuntil' => $validuntil];
        return ['id' => $id, 'token' => "secret-$id"];
    }
    public function change_token(int $id, int $validuntil, string $ip): void {
        $this->wrote(__FUNCTION__);
        if (!isset($this->tokens[$id])) {
            throw new LogicException("no token $id");
        }
        $this->tokens[$id] = ['ip' => $ip, 'validuntil' => $validuntil] + $this->tokens[$id];
    }
    public function delete_token(int $id): void {
        $this->wrote(__FUNCTION__);
        if (!isset($this->tokens[$id])) {
            throw new LogicException("no token $id");
        }
        unset($this->tokens[$id]);
    }
}
