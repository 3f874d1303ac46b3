// SPDX-License-Identifier: GPL-3.0-or-later
import { Checkbox, createTheme, Input, Select } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: {
    InputWrapper: Input.Wrapper.extend({ defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } }),
    // 24 pixels: large enough to be hit.
    Checkbox: Checkbox.extend({ defaultProps: { size: 'md' } }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: 'right' } }),
  },
});
