<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What sso_login.php needs of a real Moodle: web service calls, browsers with cookie jars, settings through Moodle's CLI.
 */

declare(strict_types=1);

/**
 * Lines that were tried, and how they came out.
 */
final class sso_report {
    private int $passed = 0;
    private int $failed = 0;
    private int $skipped = 0;

    public function check(string $what, bool $good, $seen = ''): void {
        $good ? $this->passed++ : $this->failed++;
        echo ($good ? '  ok      ' : '  FAILED  ') . $what . ($good || $seen === '' ? '' : "   seen: $seen") . "\n";
    }

    public function skip(string $what): void {
        $this->skipped++;
        echo "  skipped $what\n";
    }

    public function finish(): void {
        echo "{$this->passed} passed, {$this->failed} failed, {$this->skipped} skipped\n";
        exit($this->failed ? 1 : 0);
    }
}

/**
 * An answer: status, headers, body. A PHP or Moodle notice in it ends the drive.
 */
final class sso_answer {
    public int $status;
    private array $headers = [];
    private string $body;

    public function __construct(int $status, string $head, string $body) {
        $this->status = $status;
        $this->body = $body;
        foreach (explode("\r\n", $head) as $line) {
            if (strpos($line, ':') !== false) {
                [$name, $value] = explode(':', $line, 2);
                $this->headers[strtolower($name)][] = trim($value);
            }
        }
        if (preg_match('~(<b>(Notice|Warning|Deprecated|Fatal error)</b>|data-rel="debugging"|notifytiny)[^\n]*~', $body, $found)) {
            throw new RuntimeException("the page has a debug notice: $found[0]");
        }
    }

    public function header(string $name): string {
        return implode(', ', $this->headers[$name] ?? []);
    }

    public function says(string $words): bool {
        return strpos(html_entity_decode($this->body, ENT_QUOTES), $words) !== false;
    }

    public function match(string $pattern): string {
        return preg_match($pattern, $this->body, $found) ? $found[1] : '';
    }

    /** The session cookie that stands after this answer. */
    public function session(): string {
        $last = '';
        foreach ($this->headers['set-cookie'] ?? [] as $cookie) {
            if (preg_match('/^MoodleSession=([^;]+)/', $cookie, $found)) {
                $last = $found[1];
            }
        }
        return $last;
    }
}

/**
 * A browser: one cookie jar, follows no redirects.
 */
final class sso_browser {
    private CurlHandle $curl;

    public function __construct() {
        $this->curl = curl_init();
        curl_setopt_array($this->curl, [CURLOPT_COOKIEFILE => '']);
    }

    public function get(string $url, array $options = []): sso_answer {
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url, CURLOPT_RETURNTRANSFER => true, CURLOPT_HEADER => true, CURLOPT_TIMEOUT => 60,
            CURLOPT_NOBODY => ($options['method'] ?? '') === 'HEAD', CURLOPT_CUSTOMREQUEST => $options['method'] ?? 'GET',
            CURLOPT_HTTPHEADER => $options['headers'] ?? [], CURLOPT_INTERFACE => $options['from'] ?? '127.0.0.1',
            CURLOPT_FRESH_CONNECT => isset($options['from']), CURLOPT_FORBID_REUSE => isset($options['from']),
        ]);
        $text = curl_exec($this->curl);
        if ($text === false) {
            throw new RuntimeException("$url: " . curl_error($this->curl));
        }
        return self::answer($this->curl, $text);
    }

    public static function answer(CurlHandle $curl, string $text): sso_answer {
        $size = curl_getinfo($curl, CURLINFO_HEADER_SIZE);
        return new sso_answer(curl_getinfo($curl, CURLINFO_RESPONSE_CODE), substr($text, 0, $size), substr($text, $size));
    }

    public function cookie(string $name): string {
        foreach (curl_getinfo($this->curl, CURLINFO_COOKIELIST) as $line) {
            $parts = explode("\t", $line);
            if ($parts[5] === $name) {
                return $parts[6];
            }
        }
        return '';
    }

    /** Another browser that holds the same cookies, as a thief or a second window would. */
    public function copy(): self {
        $copy = new self();
        foreach (curl_getinfo($this->curl, CURLINFO_COOKIELIST) as $line) {
            curl_setopt($copy->curl, CURLOPT_COOKIELIST, $line);
        }
        return $copy;
    }
}

/**
 * The site.
 */
final class sso_site {
    private array $made = [];
    private array $before = [];

    public function __construct(public string $url, private string $token, private string $cli) {
    }

    // ---- web service ----

    public function call(string $function, array $arguments = []): array {
        $answer = $this->request_raw($function, $arguments);
        if (isset($answer['exception'])) {
            throw new RuntimeException("$function: " . json_encode($answer));
        }
        return $answer;
    }

    public function request(array $arguments): array {
        return $this->request_raw('auth_userkey_request_login_url', $arguments);
    }

    public function try_address(array $user, array $more = []): array {
        return $this->request(['user' => ['email' => $user['email']] + $more]);
    }

    public function address(array $user, array $more = []): string {
        $answer = $this->try_address($user, $more);
        return $answer['loginurl'] ?? throw new RuntimeException('no address: ' . json_encode($answer));
    }

    private function request_raw(string $function, array $arguments): array {
        $curl = $this->post($function, $arguments);
        $text = curl_exec($curl);
        return $text === 'null' ? [] : (json_decode((string) $text, true) ?? throw new RuntimeException("$function: $text"));
    }

    private function post(string $function, array $arguments): CurlHandle {
        $curl = curl_init($this->url . '/webservice/rest/server.php');
        $fields = ['wstoken' => $this->token, 'wsfunction' => $function, 'moodlewsrestformat' => 'json'] + $arguments;
        curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 60,
            CURLOPT_POSTFIELDS => http_build_query($fields)]);
        return $curl;
    }

    // ---- users ----

    public function make_users(string $run, int $count, string $kind = 'user'): array {
        $all = [];
        for ($i = 0; $i < $count; $i++) {
            $name = "sso-test-$run-$kind$i";
            $all[] = ['username' => $name, 'email' => "$name@example.org", 'idnumber' => $name, 'firstname' => 'Sso',
                'lastname' => "Test $i", 'auth' => 'userkey'];
        }
        foreach (array_chunk($all, 50) as $chunk => $slice) {
            foreach ($this->call('core_user_create_users', ['users' => $slice]) as $i => $row) {
                $all[$chunk * 50 + $i]['id'] = $row['id'];
                $this->made[$row['id']] = true;
            }
        }
        return $all;
    }

    public function adopt(array $user): void {
        if (isset($user['id'])) {
            $this->made[$user['id']] = true;
        }
    }

    public function update_user(array $user, array $changes): void {
        $answer = $this->call('core_user_update_users', ['users' => [['id' => $user['id']] + $changes]]);
        if (!empty($answer['warnings'])) {
            throw new RuntimeException(json_encode($answer));
        }
    }

    public function delete_user(array $user): void {
        $this->call('core_user_delete_users', ['userids' => [$user['id']]]);
        unset($this->made[$user['id']]);
    }

    public function delete_users(): void {
        foreach (array_chunk(array_keys($this->made), 50) as $slice) {
            $this->call('core_user_delete_users', ['userids' => $slice]);
        }
        $this->made = [];
    }

    // ---- browsers ----

    public function browser(): sso_browser {
        return new sso_browser();
    }

    /** Who is signed in in a browser: asked of a page that only a signed-in user sees. */
    public function who(sso_browser $browser): ?int {
        $page = $browser->get($this->url . '/user/edit.php');
        $id = $page->match('/"userId":([0-9]+)/');
        return $page->status === 200 && $id !== '' && $id !== '0' ? (int) $id : null;
    }

    /** Visits addresses, each with an empty cookie jar, so many at a time; answers in the same order. */
    public function get_many(array $urls, int $connections): array {
        return $this->many($urls, $connections, function (string $url): CurlHandle {
            $curl = curl_init($url);
            curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HEADER => true, CURLOPT_TIMEOUT => 120]);
            return $curl;
        }, [sso_browser::class, 'answer']);
    }

    /** Asks for so many addresses, the users in turn; null where there was an error. */
    public function addresses_many(array $users, int $count, int $connections): array {
        $turns = [];
        for ($i = 0; $i < $count; $i++) {
            $turns[] = $users[$i % count($users)];
        }
        return $this->many($turns, $connections, function (array $user): CurlHandle {
            return $this->post('auth_userkey_request_login_url', ['user' => ['email' => $user['email']]]);
        }, function (CurlHandle $curl, string $text): ?string {
            return json_decode($text, true)['loginurl'] ?? null;
        });
    }

    private function many(array $items, int $connections, callable $start, callable $finish): array {
        $multi = curl_multi_init();
        $queue = array_keys($items);
        $running = [];
        $answers = array_fill_keys($queue, null);
        do {
            while ($queue && count($running) < $connections) {
                $key = array_shift($queue);
                $curl = $start($items[$key]);
                $running[spl_object_id($curl)] = $key;
                curl_multi_add_handle($multi, $curl);
            }
            curl_multi_exec($multi, $active);
            while ($done = curl_multi_info_read($multi)) {
                $curl = $done['handle'];
                if ($done['result'] !== CURLE_OK) {
                    throw new RuntimeException(curl_error($curl));
                }
                $key = $running[spl_object_id($curl)];
                unset($running[spl_object_id($curl)]);
                $answers[$key] = $finish($curl, curl_multi_getcontent($curl));
                curl_multi_remove_handle($multi, $curl);
            }
            if ($running) {
                curl_multi_select($multi, 1.0);
            }
        } while ($queue || $running);
        return $answers;
    }

    // ---- settings ----

    public function can_set(): bool {
        return $this->cli !== '';
    }

    public function set(array $settings): void {
        if (!$this->can_set()) {
            return;
        }
        foreach ($settings as $name => $value) {
            $this->cfg("--name=$name --set=" . escapeshellarg($value));
        }
    }

    public function remember_settings(): void {
        if ($this->can_set()) {
            $this->before = json_decode($this->cfg('--json'), true);
        }
    }

    public function put_settings_back(): void {
        unset($this->before['version']);
        $this->set(array_map('strval', $this->before));
    }

    private function cfg(string $options): string {
        exec("{$this->cli} admin/cli/cfg.php --component=auth_userkey $options 2>&1", $lines, $code);
        if ($code !== 0) {
            throw new RuntimeException(implode("\n", $lines));
        }
        return implode("\n", $lines);
    }

    /** Waits until the site's clock, which its answers carry, is more than so many seconds later. */
    public function wait_past(int $seconds): void {
        $now = fn() => strtotime((new sso_browser())->get($this->url . '/theme/image.php')->header('date'));
        for ($from = $now(); $now() <= $from + $seconds;) {
            usleep(100000);
        }
    }
}
