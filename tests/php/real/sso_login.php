<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Drives auth/userkey on a real Moodle with real cookie jars: a login address works once, and only for whom it may.
 *
 * Needs (else it says "skipped" and ends with 0):
 *   CAUSEWAY_TEST_MOODLE_URL          the site, http://127.0.0.1:PORT
 *   CAUSEWAY_TEST_MOODLE_ADMIN_TOKEN  token of a site administrator, for a service with
 *       core_user_create_users, core_user_update_users, core_user_delete_users, core_user_get_users_by_field,
 *       core_webservice_get_site_info and auth_userkey_request_login_url
 *   CAUSEWAY_TEST_MOODLE_CLI          how to run a PHP file of that site, from its folder, for the lines that need another
 *       setting: "cd /srv/moodle && runuser -u www-data -- php". Without it those lines are skipped by name.
 *   CAUSEWAY_TEST_SSO_ADDRESSES       how many addresses in the run with 8 connections (default 1000)
 *
 * It makes its own users (sso-test-*) and deletes them, and puts the settings back. Run: php tests/php/real/sso_login.php
 */

declare(strict_types=1);

require __DIR__ . '/sso_site.php';

$url = getenv('CAUSEWAY_TEST_MOODLE_URL');
$token = getenv('CAUSEWAY_TEST_MOODLE_ADMIN_TOKEN');
if (!$url || !$token) {
    echo "skipped: no real Moodle given\n";
    exit(0);
}

$site = new sso_site(rtrim($url, '/'), $token, getenv('CAUSEWAY_TEST_MOODLE_CLI') ?: '');
$report = new sso_report();
$admin = $site->call('core_webservice_get_site_info');
echo "{$admin['sitename']}, {$admin['release']}\n";

$site->remember_settings();
$site->set(['keylifetime' => '60', 'mappingfield' => 'email', 'iprestriction' => '0', 'ipwhitelist' => '', 'allowadmins' => '0',
    'createuser' => '0', 'updateuser' => '0', 'ssourl' => '', 'redirecturl' => '', 'returnhosts' => '']);
$run = bin2hex(random_bytes(4));
$users = $site->make_users($run, 4);
try {
    once_only($site, $report, $users);
    who_may_not($site, $report, $users, $run, $admin);
    where_to($site, $report, $users);
    one_browser_two_users($site, $report, $users);
    signing_out($site, $report, $users);
    settings($site, $report, $users, $admin, $run);
    at_once($site, $report, $users, (int) (getenv('CAUSEWAY_TEST_SSO_ADDRESSES') ?: 1000), $run);
} finally {
    $site->put_settings_back();
    $site->delete_users();
}
$report->finish();

/**
 * A key works once, is not used up by those who only look, and a failed second use harms nobody.
 */
function once_only(sso_site $site, sso_report $report, array $users): void {
    [$anna, $ben] = $users;
    $browser = $site->browser();
    $address = $site->address($anna);
    $report->check('address has the shape of the known plugin',
        (bool) preg_match('~^' . preg_quote($site->url, '~') . '/auth/userkey/login\.php\?key=[0-9a-f]{32}$~', $address), $address);

    $head = $browser->get($address, ['method' => 'HEAD']);
    $report->check('HEAD: answered, no session', $head->status === 200 && !$head->header('set-cookie'), $head->status);
    $ahead = $browser->get($address, ['headers' => ['Sec-Purpose: prefetch;prerender']]);
    $report->check('loading ahead: 503, no session', $ahead->status === 503 && !$ahead->header('set-cookie'), $ahead->status);
    $put = $browser->get($address, ['method' => 'PUT']);
    $report->check('PUT: 405', $put->status === 405, $put->status);

    $first = $browser->get($address);
    $report->check('first use after all that: 303 to the site', $first->status === 303 &&
        $first->header('location') === $site->url . '/', $first->status . ' ' . $first->header('location'));
    $report->check('answer is kept by no cache', $first->header('cache-control') === 'no-store', $first->header('cache-control'));
    $report->check('answer hands on no referrer', $first->header('referrer-policy') === 'no-referrer');
    $report->check('session is that user\'s', $site->who($browser) === $anna['id'], $site->who($browser));

    $second = $browser->get($address);
    $report->check('second use: 403 with words', $second->status === 403 && $second->says('each works only once'), $second->status);
    $report->check('refusal page does not show the key', !$second->says(substr($address, -32)));
    $report->check('refusal page: no cache, no referrer', $second->header('cache-control') === 'no-store' &&
        $second->header('referrer-policy') === 'no-referrer');
    $report->check('second use leaves the signed-in user alone', $site->who($browser) === $anna['id']);
    $other = $site->browser();
    $report->check('second use in another browser: nobody signed in',
        $other->get($address)->status === 403 && $site->who($other) === null);

    $made = $site->browser();
    $made->get($site->url . '/auth/userkey/login.php?key=' . str_repeat('0', 32));
    $report->check('made-up key: nobody signed in', $site->who($made) === null);
    $report->check('no key: an error', $made->get($site->url . '/auth/userkey/login.php')->status >= 400);

    $old = $site->address($ben);
    $new = $site->address($ben);
    [$one, $two] = [$site->browser(), $site->browser()];
    $one->get($old);
    $two->get($new);
    $report->check('a newer address does not kill the older one (double click)',
        $site->who($one) === $ben['id'] && $site->who($two) === $ben['id']);
    $many = [];
    for ($i = 0; $i < 7; $i++) {
        $many[] = $site->address($ben);
    }
    $works = array_map(fn($address) => $site->browser()->get($address)->status === 303, $many);
    $report->check('of seven addresses the newest five live', $works === [false, false, true, true, true, true, true],
        implode(' ', array_map('intval', $works)));
}

/**
 * Accounts that must not enter: neither by request nor by an address that was made before.
 */
function who_may_not(sso_site $site, sso_report $report, array $users, string $run, array $admin): void {
    $carl = $users[2];
    $flaws = [
        'suspended' => [['suspended' => 1], ['suspended' => 0]],
        'nologin' => [['auth' => 'nologin'], ['auth' => 'userkey']],
    ];
    foreach ($flaws as $reason => [$spoil, $mend]) {
        $before = $site->address($carl);
        $site->update_user($carl, $spoil);
        $refused = $site->try_address($carl);
        $report->check("$reason: request refused, with the reason as its code", ($refused['errorcode'] ?? '') === "refused_$reason",
            json_encode($refused));
        $browser = $site->browser();
        $answer = $browser->get($before);
        $report->check("$reason: an address made before is refused", $answer->status === 403 && $site->who($browser) === null,
            $answer->status);
        $site->update_user($carl, $mend);
    }
    $browser = $site->browser();
    $browser->get($site->address($carl));
    $report->check('mended account enters again', $site->who($browser) === $carl['id']);

    $gone = $site->make_users($run, 1, 'gone')[0];
    $before = $site->address($gone);
    $site->delete_user($gone);
    $report->check('deleted: request refused', ($site->try_address($gone)['errorcode'] ?? '') === 'invalidparameter');
    $browser = $site->browser();
    $report->check('deleted: an address made before is refused', $browser->get($before)->status === 403 && $site->who($browser) === null);

    $boss = $site->call('core_user_get_users_by_field', ['field' => 'id', 'values' => [$admin['userid']]])[0];
    $report->check('site administrator: refused', ($site->try_address($boss)['errorcode'] ?? '') === 'refused_siteadmin');
    $report->check('unknown person: invalidparameter',
        ($site->try_address(['email' => "nobody-$run@example.org"])['errorcode'] ?? '') === 'invalidparameter');
    $report->check('empty mapping field: invalidparameter', ($site->try_address(['email' => ''])['errorcode'] ?? '') === 'invalidparameter');
    $other = $site->request(['user' => ['idnumber' => $carl['idnumber']]]);
    $report->check('another field than the mapped one: invalidparameter', ($other['errorcode'] ?? '') === 'invalidparameter');
    $report->check('e-mail in capitals finds the same user',
        isset($site->try_address(['email' => strtoupper($carl['email'])])['loginurl']));
}

/**
 * Where the browser is sent: never off the site.
 */
function where_to(sso_site $site, sso_report $report, array $users): void {
    $home = $site->url . '/';
    $lines = [
        'course/index.php?x=1' => $home . 'course/index.php?x=1',
        '/user/edit.php' => $home . 'user/edit.php',
        $site->url . '/my/' => $home . 'my/',
        'https://evil.example/' => $home, '//evil.example/' => $home, '/\\evil.example' => $home, '\\/evil.example' => $home,
        'https:evil.example' => $home, 'javascript:alert(1)' => $home, $site->url . '@evil.example/' => $home,
        $site->url . '.evil.example/' => $home, "/my/\r\nX-Evil: 1" => $home, '/%2f/evil.example' => $home,
        '/../../evil' => $home, '/login/logout.php' => $home, 'data:text/html,x' => $home,
    ];
    $wrong = [];
    foreach ($lines as $wanted => $expected) {
        $answer = $site->browser()->get($site->address($users[0]) . '&wantsurl=' . rawurlencode((string) $wanted));
        if ($answer->status !== 303 || $answer->header('location') !== $expected || $answer->header('x-evil')) {
            $wrong[] = "$wanted -> {$answer->status} {$answer->header('location')}";
        }
    }
    $report->check('wantsurl: ' . count($lines) . ' addresses, none leads off the site', !$wrong, implode('; ', $wrong));
}

/**
 * A second person's address in the first person's browser.
 */
function one_browser_two_users(sso_site $site, sso_report $report, array $users): void {
    [$anna, $ben] = $users;
    $browser = $site->browser();
    $browser->get($site->address($anna));
    $old = $browser->copy();
    $browser->get($site->address($ben));
    $report->check('another person\'s address: the browser is now theirs', $site->who($browser) === $ben['id'], $site->who($browser));
    $report->check('the first person\'s session is ended, not just left', $site->who($old) === null, $site->who($old));
    $cookie = $browser->cookie('MoodleSession');
    $browser->get($site->address($ben));
    $report->check('the same person again: still signed in, same session',
        $site->who($browser) === $ben['id'] && $browser->cookie('MoodleSession') === $cookie);
}

/**
 * logout.php and where it returns to.
 */
function signing_out(sso_site $site, sso_report $report, array $users): void {
    $browser = $site->browser();
    $browser->get($site->address($users[0]));
    $answer = $browser->get($site->url . '/auth/userkey/logout.php?return=' . rawurlencode('https://evil.example/'));
    $report->check('logout.php: signed out, not sent off to a host that is not configured',
        $answer->status === 303 && $answer->header('location') === $site->url . '/' && $site->who($browser) === null,
        $answer->status . ' ' . $answer->header('location'));
    $answer = $browser->get($site->url . '/auth/userkey/logout.php?return=/login/index.php');
    $report->check('logout.php without a session: no error', $answer->status === 303);
}

/**
 * What needs another setting.
 */
function settings(sso_site $site, sso_report $report, array $users, array $admin, string $run): void {
    if (!$site->can_set()) {
        $report->skip('life time, IP restriction, administrators, return hosts, mapping fields, creating: no CAUSEWAY_TEST_MOODLE_CLI');
        return;
    }
    [$anna, $ben] = $users;
    $boss = $site->call('core_user_get_users_by_field', ['field' => 'id', 'values' => [$admin['userid']]])[0];

    $site->set(['keylifetime' => '1']);
    $address = $site->address($anna);
    $site->wait_past(1);
    $browser = $site->browser();
    $answer = $browser->get($address);
    $report->check('after its life time: refused as expired', $answer->status === 403 && $answer->says('has expired') &&
        $site->who($browser) === null, $answer->status);
    $site->set(['keylifetime' => '60']);

    $site->set(['iprestriction' => '1']);
    $report->check('IP restriction: a request without ip is refused',
        ($site->try_address($anna)['errorcode'] ?? '') === 'invalidparameter');
    $report->check('IP restriction: a request with a bad ip is refused',
        ($site->try_address($anna, ['ip' => '127.0.0.300'])['errorcode'] ?? '') === 'invalidparameter');
    $browser = $site->browser();
    $browser->get($site->address($anna, ['ip' => '127.0.0.1']));
    $report->check('IP restriction: the right address enters', $site->who($browser) === $anna['id']);
    $browser = $site->browser();
    $address = $site->address($anna, ['ip' => '127.0.0.1']);
    $answer = $browser->get($address, ['from' => '127.0.0.2']);
    $report->check('IP restriction: another address is refused', $answer->status === 403 && $answer->says('another network address') &&
        $site->who($browser) === null, $answer->status);
    $report->check('IP restriction: that try has used the address up', $site->browser()->get($address)->status === 403);
    $forged = $site->browser()->get($site->address($anna, ['ip' => '10.1.1.1']), ['headers' => ['X-Forwarded-For: 10.1.1.1',
        'Client-IP: 10.1.1.1']]);
    $report->check('IP restriction: a forged header does not help', $forged->status === 403);
    $site->set(['ipwhitelist' => '127.0.0.2/32']);
    $answer = $site->browser()->get($site->address($anna, ['ip' => '127.0.0.1']), ['from' => '127.0.0.2']);
    $report->check('IP restriction: the allow-list lets in', $answer->status === 303);
    $site->set(['iprestriction' => '0', 'ipwhitelist' => '']);

    $site->set(['allowadmins' => '1']);
    $browser = $site->browser();
    $browser->get($site->address($boss));
    $report->check('site administrator enters when the setting allows it', $site->who($browser) === $admin['userid']);
    $address = $site->address($boss);
    $site->set(['allowadmins' => '0']);
    $browser = $site->browser();
    $report->check('and no more when it was switched off in between', $browser->get($address)->status === 403 &&
        $site->who($browser) === null);

    $site->set(['returnhosts' => 'sis.example.edu', 'redirecturl' => 'https://portal.example.edu/bye']);
    foreach (['https://sis.example.edu/index.php?a=1' => 'https://sis.example.edu/index.php?a=1',
            'https://portal.example.edu/x' => 'https://portal.example.edu/x', 'https://evil.example/' => 'https://portal.example.edu/bye',
            '' => 'https://portal.example.edu/bye'] as $wanted => $expected) {
        $browser = $site->browser();
        $browser->get($site->address($anna));
        $answer = $browser->get($site->url . '/auth/userkey/logout.php?return=' . rawurlencode($wanted));
        $report->check("logout.php?return=$wanted", $answer->header('location') === $expected && $site->who($browser) === null,
            $answer->header('location'));
    }
    $browser = $site->browser();
    $browser->get($site->address($anna));
    $page = $browser->get($site->url . '/user/edit.php');
    $answer = $browser->get($site->url . '/login/logout.php?sesskey=' . $page->match('/"sesskey":"([^"]+)"/'));
    $report->check('Moodle\'s own sign-out goes to the redirect address',
        $answer->header('location') === 'https://portal.example.edu/bye', $answer->header('location'));
    $site->set(['returnhosts' => '', 'redirecturl' => '']);

    $site->set(['ssourl' => 'https://sis.example.edu/sso']);
    $answer = $site->browser()->get($site->url . '/login/index.php');
    $report->check('SSO address: the login page sends there', $answer->header('location') === 'https://sis.example.edu/sso');
    $browser = $site->browser();
    $answer = $browser->get($site->url . '/user/preferences.php');
    $report->check('SSO address: so does a page that needs a login', $answer->header('location') === 'https://sis.example.edu/sso',
        $answer->header('location'));
    $answer = $browser->get($site->address($anna));
    $report->check('SSO address: who comes back enters where they wanted to go',
        $answer->header('location') === $site->url . '/user/preferences.php', $answer->header('location'));
    $browser = $site->browser();
    $answer = $browser->get($site->url . '/login/index.php?enrolkey_skipsso=1');
    $again = $browser->get($site->url . '/login/index.php');
    $report->check('SSO address: Moodle\'s own form stays within reach', $answer->status === 200 && $again->status === 200);
    $site->set(['ssourl' => '']);

    foreach (['username', 'idnumber'] as $field) {
        $site->set(['mappingfield' => $field]);
        $browser = $site->browser();
        $browser->get($site->request(['user' => [$field => $ben[$field]]])['loginurl'] ?? 'about:blank');
        $report->check("mapping by $field", $site->who($browser) === $ben['id']);
    }
    $site->update_user($anna, ['idnumber' => $ben['idnumber']]);
    $report->check('two users with one ID number: refused, not guessed',
        ($site->request(['user' => ['idnumber' => $ben['idnumber']]])['errorcode'] ?? '') === 'invalidparameter');
    $site->update_user($anna, ['idnumber' => $anna['idnumber']]);
    $site->set(['mappingfield' => 'email']);

    $site->set(['createuser' => '1', 'updateuser' => '1']);
    $new = ['email' => "sso-test-$run-new@example.org", 'username' => "sso-test-$run-new", 'firstname' => 'Neu', 'lastname' => 'Wächter'];
    $browser = $site->browser();
    $browser->get($site->request(['user' => $new])['loginurl'] ?? 'about:blank');
    $made = $site->call('core_user_get_users_by_field', ['field' => 'username', 'values' => [$new['username']]])[0] ?? [];
    $site->adopt($made);
    $report->check('create: the account is made and entered', isset($made['id']) && $site->who($browser) === $made['id'] &&
        $made['auth'] === 'userkey' && $made['lastname'] === 'Wächter', json_encode($made));
    $site->request(['user' => ['lastname' => 'Türmer'] + $new]);
    $made = $site->call('core_user_get_users_by_field', ['field' => 'username', 'values' => [$new['username']]])[0];
    $report->check('update: the name is brought up to date', $made['lastname'] === 'Türmer');
    $taken = $site->request(['user' => ['email' => "sso-test-$run-x@example.org", 'username' => $anna['username'], 'firstname' => 'X',
        'lastname' => 'Y']]);
    $report->check('create: a name that is taken is refused', ($taken['errorcode'] ?? '') === 'invalidparameter');
    $site->request(['user' => ['email' => $boss['email'], 'firstname' => 'Hacked', 'lastname' => 'Hacked']]);
    $after = $site->call('core_user_get_users_by_field', ['field' => 'id', 'values' => [$admin['userid']]])[0];
    $report->check('update: a site administrator is never changed', $after['firstname'] === $boss['firstname']);
    $site->set(['createuser' => '0', 'updateuser' => '0']);
}

/**
 * Many at once: one key in eight browsers, and many addresses from eight connections.
 */
function at_once(sso_site $site, sso_report $report, array $users, int $addresses, string $run): void {
    $rounds = 25;
    $wins = [];
    for ($round = 0; $round < $rounds; $round++) {
        $address = $site->address($users[3]);
        $answers = $site->get_many(array_fill(0, 8, $address), 8);
        $wins[] = count(array_filter($answers, fn($answer) => $answer->status === 303));
        $lost = count(array_filter($answers, fn($answer) => $answer->status === 403));
        if (end($wins) + $lost !== 8) {
            $report->check('one key in eight browsers: only 303 and 403', false, implode(' ', array_map(fn($a) => $a->status, $answers)));
        }
    }
    $report->check("one key in eight browsers at once, $rounds times: exactly one enters", array_unique($wins) === [1],
        implode(' ', $wins));

    // In waves and with a long life, so that on a slow machine no address expires while it waits for its turn.
    $site->set(['keylifetime' => '900']);
    $wave = 100;
    $crowd = $site->make_users($run, 20, 'crowd');
    $count = ['asked' => 0, 'entered' => 0, 'again' => 0];
    $sessions = $urls = [];
    $asked = $visited = 0.0;
    for ($left = $addresses; $left > 0; $left -= $wave) {
        $started = microtime(true);
        $fresh = array_filter($site->addresses_many($crowd, min($wave, $left), 8));
        $asked += microtime(true) - $started;
        shuffle($fresh);
        array_push($urls, ...$fresh);
        $started = microtime(true);
        foreach ($site->get_many($fresh, 8) as $answer) {
            if ($answer->status === 303 && $answer->header('location') === $site->url . '/') {
                $count['entered']++;
                $sessions[$answer->session()] = true;
            }
        }
        $visited += microtime(true) - $started;
        $again = $site->get_many($fresh, 8);
        $count['again'] += count(array_filter($again, fn($answer) => $answer->status === 403));
    }
    $different = count(array_unique($urls));
    unset($sessions['']);
    $report->check("$addresses addresses asked for from 8 connections: no error, no two alike", $different === $addresses,
        "$different of $addresses");
    $report->check("$addresses addresses visited from 8 connections: each enters", $count['entered'] === $addresses,
        "{$count['entered']} of $addresses");
    $report->check('each with a session of its own', count($sessions) === $addresses, (string) count($sessions));
    $report->check("all $addresses a second time: none enters", $count['again'] === $addresses,
        $addresses - $count['again'] . " not refused");
    printf("  %d asked in %.1f s (%.0f/s), visited in %.1f s (%.0f/s)\n", $addresses, $asked, $addresses / $asked, $visited,
        $addresses / $visited);
}
