// SPDX-License-Identifier: GPL-3.0-or-later
// The bar at the top: which link, light or dark, and the account.
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { del } from '../api/client';
import type { LinkSummary } from '../api/types';
import icon from '../icon.svg';
import type { IconName } from '../parts/icons';
import { Icon } from '../parts/icons';
import { LinkMark } from '../parts/mark';
import { tellProblem } from '../parts/tell';
import { href } from '../router';
import { t } from '../texts';
import { PasswordDialog } from './password';
import { useMay, useMe } from './session';

function TopButton({ label, name, children }: { label: string; name?: IconName; children?: ReactNode }): ReactElement {
  return (
    <Menu.Target>
      <UnstyledButton className="top-button" aria-label={label}>
        {name ? <Icon name={name} /> : null}{children}<Icon name="down" size={14} />
      </UnstyledButton>
    </Menu.Target>
  );
}

// The same page of another link, but for pages about one record.
export function LinkMenu({ links, link, page }: { links: LinkSummary[]; link: string; page: string }): ReactElement | null {
  const may = useMay();
  const present = links.find((one) => one.name === link);
  if (!present || (links.length < 2 && !may)) return present ? <span className="link-name">{titleOf(present)}</span> : null;
  return (
    <Menu position="bottom-start" withinPortal={false} withInitialFocusPlaceholder={false} width={280}>
      <TopButton label={`${t.shell.link}: ${titleOf(present)}`}><span className="link-name">{titleOf(present)}</span></TopButton>
      <Menu.Dropdown>
        {links.map((one) => (
          <Menu.Item key={one.name} component="a" href={href([one.name, page])} aria-current={one.name === link ? 'true' : undefined}
            rightSection={<LinkMark link={one} />}>{titleOf(one)}</Menu.Item>
        ))}
        {may ? <><Menu.Divider /><Menu.Item component="a" href={href(['-', 'new'])}>{t.links.add}</Menu.Item></> : null}
      </Menu.Dropdown>
    </Menu>
  );
}

// A link without a title goes by the name of its Moodle site.
export const titleOf = (link: LinkSummary): string => link.title || link.site || link.name;

function Appearance(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices = [['light', t.shell.light], ['dark', t.shell.dark], ['auto', t.shell.system]] as const;
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <TopButton label={t.shell.appearance} name="sun" />
      <Menu.Dropdown>
        {choices.map(([value, label]) => (
          <Menu.Item key={value} onClick={() => setColorScheme(value)} role="menuitemradio" aria-checked={colorScheme === value}
            leftSection={<span className="tick-space">{colorScheme === value ? <Icon name="check" size={16} /> : null}</span>}>{label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Account({ onSignOut }: { onSignOut: () => void }): ReactElement {
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const leave = useMutation({ mutationFn: () => del<void>('api/session'), onSuccess: onSignOut, onError: tellProblem });
  return (
    <>
      <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false} width={240}>
        <TopButton label={`${t.shell.account}: ${me.name}`} name="accounts"><span className="wide-only">{me.name}</span></TopButton>
        <Menu.Dropdown>
          <Menu.Label>{me.name} · {t.role[me.role]}</Menu.Label>
          <Menu.Item onClick={() => setChanging(true)}>{t.shell.changePassword}</Menu.Item>
          <Menu.Item onClick={() => leave.mutate()}>{t.shell.signOut}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing ? <PasswordDialog onClose={() => setChanging(false)} /> : null}
    </>
  );
}

export function TopBar({ home, children, menuOpen, onMenu, onSignOut }: {
  home: string; children?: ReactNode; menuOpen: boolean; onMenu: () => void; onSignOut: () => void;
}): ReactElement {
  return (
    <header className="top">
      <UnstyledButton className="top-button menu-button" aria-label={menuOpen ? t.shell.closeMenu : t.shell.openMenu} aria-expanded={menuOpen} aria-controls="menu" onClick={onMenu}>
        <Icon name={menuOpen ? 'close' : 'menu'} />
      </UnstyledButton>
      <a className="brand" href={home}><img src={icon} width={28} height={28} alt="" /><span className="brand-name">{t.product}</span></a>
      {children}
      <div className="end"><Appearance /><Account onSignOut={onSignOut} /></div>
    </header>
  );
}
