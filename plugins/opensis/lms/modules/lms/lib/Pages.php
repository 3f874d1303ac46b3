<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The pages of the LMS menu. openSIS has begun its output when they run, and some of its ways
 * include any module's page whoever asks: each page asks for itself who is there and whether the
 * page is theirs. What a page says leaves through Texts::html() or Texts::escaped().
 */
final class Pages
{
    /** A page of Causeway's in a frame. */
    public static function framed(string $page, string $handover): void
    {
        self::shown($page, static function (Person $person, Database $database) use ($page, $handover): void {
            $target = $handover === 'grades' ? self::chosen_section($person, $database) : [];
            self::frame($person, self::settings_or_refuse($database), $handover, $target, Texts::plain(Menu::PAGES[$page][0]));
        });
    }

    /** LMS Settings: the frame, and below it the form that says where Causeway is. */
    public static function settings(): void
    {
        $page = 'lms/LmsSettings.php';
        self::shown($page, static function (Person $person, Database $database) use ($page): void {
            $vault = Vault::open(self::docroot());
            $form = new SettingsForm($database, $vault);
            $form->take($_SESSION, $_POST, ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST');
            $settings = Settings::read($database, $vault);
            echo $form->message();
            if ($settings->complete()) {
                self::frame($person, $settings, 'settings', [], Texts::plain(Menu::PAGES[$page][0]));
            }
            echo $form->html($settings, Token::of($_SESSION), Origin::of_request($_SERVER));
        });
    }

    /** Go to LMS: one click in the menu, and Moodle opens; a button for browsers that hold windows back. */
    public static function go(): void
    {
        self::shown('lms/GoToLms.php', static function (Person $person, Database $database): void {
            self::settings_or_refuse($database);
            echo '<p>' . Texts::html('go_opens') . '</p>';
            echo self::go_form(null, Texts::plain('go_again'), 'causeway-go');
            // Only right behind a click: opening a window unasked would be held back anyway.
            echo '<script>(function () {'
                . 'if (navigator.userActivation && !navigator.userActivation.isActive) { return; }'
                . 'document.getElementById("causeway-go").submit();'
                . '})();</script>';
        });
    }

    /** My sections in the LMS. */
    public static function sections(): void
    {
        self::shown('lms/MySections.php', static function (Person $person, Database $database): void {
            self::settings_or_refuse($database);
            $sections = Sections::of($person, date('Y-m-d'), $database);
            if ($sections === []) {
                echo '<p>' . Texts::html('sections_none') . '</p>';
                return;
            }
            echo '<table class="table table-bordered" id="causeway-sections"><thead><tr><th>' . Texts::html('sections_course')
                . '</th><th>' . Texts::html('sections_section') . '</th><th></th></tr></thead><tbody>';
            foreach ($sections as $section) {
                echo '<tr><td>' . Texts::escaped($section['course']) . '</td><td>' . Texts::escaped($section['title'])
                    . '</td><td>' . self::go_form($section['id'], Texts::plain('sections_open'), "causeway-go-$section[id]")
                    . '</td></tr>';
            }
            echo '</tbody></table>';
        });
    }

    /** Why not, in words. */
    public static function refusal(Refusal $refusal): string
    {
        $name = 'refuse_' . $refusal->name();
        $record = $refusal->record() === '' ? '' : ' (' . $refusal->record() . ')';
        return '<div class="alert alert-danger" id="causeway-refusal"><b>' . Texts::html("{$name}_what")
            . Texts::escaped($record) . '</b><br>' . Texts::html("{$name}_why") . '<br>' . Texts::html("{$name}_cure")
            . '</div>';
    }

    /** @param callable(Person, Database): void $content */
    private static function shown(string $page, callable $content): void
    {
        $title = Texts::plain('menu') . ' > ' . Texts::plain(Menu::PAGES[$page][0]);
        if (function_exists('DrawBC')) {
            DrawBC(Texts::escaped($title));
        }
        echo '<div class="panel" id="causeway-page"><div class="panel-body">';
        try {
            $database = Database::open(self::docroot());
            $person = Identity::of($_SESSION, $database);
            self::require_right($person, $page, $database);
            $content($person, $database);
        } catch (Refusal $refusal) {
            echo self::refusal($refusal);
        } catch (\Throwable $fault) {
            echo self::refusal(new Refusal('fault', get_class($fault)));
        }
        echo '</div></div>';
    }

    /** @throws Refusal not_yours */
    private static function require_right(Person $person, string $page, Reader $reader): void
    {
        if (
            !in_array($person->profile, Menu::PAGES[$page][1], true)
            || !Identity::may_use($person, $page, $reader)
        ) {
            throw new Refusal('not_yours', $person->subject);
        }
    }

    /** @throws Refusal not_connected */
    private static function settings_or_refuse(Database $database): Settings
    {
        $settings = Settings::read($database, Vault::open(self::docroot()));
        if (!$settings->complete()) {
            throw new Refusal('not_connected');
        }
        return $settings;
    }

    /**
     * A frame, and a form that posts the statement into it. The statement works once: the form is
     * gone from the page as soon as it is sent.
     *
     * @param array{section?: int} $target
     */
    private static function frame(Person $person, Settings $settings, string $handover, array $target, string $title): void
    {
        $origin = $settings->get('origin') !== '' ? $settings->get('origin') : Origin::of_request($_SERVER);
        if ($origin === null) {
            throw new Refusal('origin');
        }
        $claims = Statement::claims($person, $settings->link(), $handover, $origin, time(), $target);
        $statement = Statement::sign($claims, $settings->get('handover_key'));
        $action = Texts::escaped($settings->get('address') . '/enter/' . rawurlencode($settings->link()));
        echo '<iframe name="causeway-frame" id="causeway-frame" title="' . Texts::escaped($title)
            . '" style="width:100%;height:calc(100vh - 190px);min-height:600px;border:0"></iframe>'
            . '<form id="causeway-handover" method="post" target="causeway-frame" action="' . $action . '">'
            . '<input type="hidden" name="statement" value="' . $statement . '"></form>'
            . '<script>(function () { var form = document.getElementById("causeway-handover");'
            . 'form.submit(); form.parentNode.removeChild(form); })();</script>';
    }

    private static function go_form(?int $section, string $label, string $id): string
    {
        return '<form method="post" action="CausewayGo.php" target="_blank" id="' . $id . '">'
            . ($section === null ? '' : '<input type="hidden" name="section" value="' . $section . '">')
            . '<button type="submit" class="btn btn-primary">' . Texts::escaped($label) . '</button></form>';
    }

    /**
     * The section that a teacher has chosen in openSIS's head, when it is theirs.
     *
     * @return array{section?: int}
     */
    private static function chosen_section(Person $person, Reader $reader): array
    {
        $chosen = (int) ($_SESSION['UserCoursePeriod'] ?? 0);
        if ($person->profile === 'teacher' && $chosen > 0) {
            foreach (Sections::of($person, date('Y-m-d'), $reader) as $section) {
                if ($section['id'] === $chosen) {
                    return ['section' => $chosen];
                }
            }
        }
        return [];
    }

    private static function docroot(): string
    {
        return dirname(__DIR__, 3);
    }
}
