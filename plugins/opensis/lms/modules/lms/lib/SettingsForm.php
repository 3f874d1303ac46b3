<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The form that tells the add-on where Causeway is. Only LMS Settings shows it, to super
 * administrators.
 */
final class SettingsForm
{
    private Database $database;
    private Vault $vault;

    /** @var array<string, string> name => code of a text */
    private array $objections = [];

    /** @var array<string, string>|null what was entered and refused */
    private ?array $entered = null;

    private string $message = '';

    public function __construct(Database $database, Vault $vault)
    {
        $this->database = $database;
        $this->vault = $vault;
    }

    /**
     * Takes what was sent, if anything was.
     *
     * @param array<string, mixed> $session
     * @param array<string, mixed> $post as it came: openSIS escapes $_REQUEST and leaves this alone
     */
    public function take(array $session, array $post, bool $posted): void
    {
        if (!$posted || !isset($post['causeway_save'])) {
            return;
        }
        if (!Token::proved($session, $post)) {
            throw new Refusal('token');
        }
        [$values, $this->objections] = Settings::check($post);
        if ($this->objections !== []) {
            $this->entered = $values;
            return;
        }
        foreach ($values as $name => $value) {
            Settings::write($this->database, $this->vault, $name, $value);
        }
        // New settings deserve a new try.
        Settings::write($this->database, $this->vault, 'hint_state', '');
        $this->message = 'form_saved';
    }

    /** What became of what was sent; stands above everything else. */
    public function message(): string
    {
        return $this->message === '' ? ''
            : '<div class="alert alert-success" id="causeway-saved">' . Texts::html($this->message) . '</div>';
    }

    public function html(Settings $settings, string $token, ?string $origin): string
    {
        $open = $this->objections !== [] || !$settings->complete() ? ' open' : '';
        $rows = $this->text('address', $settings, 'https://causeway.example.org')
            . $this->text('link', $settings, 'default')
            . $this->secret('handover_key', $settings)
            . $this->text('origin', $settings, (string) $origin)
            . $this->flag('hints', $settings)
            . $this->text('hint_address', $settings, $settings->get('address'))
            . $this->secret('hint_key', $settings);
        $breaker = Breaker::of($settings->get('hint_state'));
        $state = $breaker->failures() === 0 ? '' : '<div class="alert alert-warning">'
            . Texts::html('form_hints_fail', ['times' => (string) $breaker->failures(), 'why' => $breaker->last()]) . '</div>';
        return "<details id=\"causeway-connection\"$open>"
            . '<summary style="display:list-item;cursor:pointer">' . Texts::html('form_title') . '</summary>'
            . '<p>' . Texts::html('form_intro') . '</p>' . $state
            . '<form method="post" action="Modules.php?modname=lms/LmsSettings.php" autocomplete="off">'
            . Token::field($token) . $rows
            . '<button type="submit" name="causeway_save" value="1" class="btn btn-primary">' . Texts::html('form_save')
            . '</button></form></details>';
    }

    private function text(string $name, Settings $settings, string $example): string
    {
        $value = $this->entered[$name] ?? $settings->get($name);
        return $this->row($name, '<input type="text" class="form-control" id="causeway-' . $name . '" name="' . $name
            . '" value="' . Texts::escaped($value) . '" placeholder="' . Texts::escaped($example) . '">');
    }

    private function secret(string $name, Settings $settings): string
    {
        $known = Texts::html($settings->get($name) === '' ? 'form_key_missing' : 'form_key_kept');
        return $this->row($name, '<input type="password" class="form-control" id="causeway-' . $name . '" name="' . $name
            . '" value="" autocomplete="new-password" placeholder="' . $known . '">');
    }

    private function flag(string $name, Settings $settings): string
    {
        $on = ($this->entered[$name] ?? $settings->get($name)) === 'on' ? ' checked' : '';
        return $this->row($name, '<input type="checkbox" id="causeway-' . $name . '" name="' . $name . "\" value=\"on\"$on>");
    }

    private function row(string $name, string $field): string
    {
        $wrong = isset($this->objections[$name])
            ? '<p class="text-danger">' . Texts::html('form_' . $this->objections[$name]) . '</p>' : '';
        return '<div class="form-group"><label for="causeway-' . $name . '">' . Texts::html("form_$name") . "</label>$field"
            . '<p class="help-block">' . Texts::html("form_{$name}_help") . "</p>$wrong</div>";
    }
}
