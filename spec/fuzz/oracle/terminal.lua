--- A terminal shows every byte of a text and acts on none.

local shown = require("spec.fuzz.shown")
local text = require("tickmark.base.text")

-- C0, C1, marks that set the direction of reading or have no width, separators
-- of lines, tags. Not taken from the product's own table.
local HIDDEN <const> = {
  { 0x00, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, { 0x61C, 0x61C }, { 0x180E, 0x180E }, { 0x200B, 0x200F },
  { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F },
}

local function check_visible(s, allowed)
  assert(utf8.len(s), "not UTF-8")
  for _, code in utf8.codes(s) do
    for _, range in ipairs(HIDDEN) do
      if code ~= allowed and code >= range[1] and code <= range[2] then error(("U+%04X comes out"):format(code)) end
    end
  end
end

return function(bytes)
  for _, newlines in ipairs { false, true } do
    local s = text.terminal(bytes, newlines)
    check_visible(s, newlines and 10 or nil)
    assert(not shown.is_clear(bytes) or shown.bytes(s) == bytes, "a byte was lost")
  end
  assert(text.terminal(text.terminal(bytes)) == text.terminal(bytes), "what is shown is shown again")
  local clipped = text.clip(text.terminal(bytes), 60)
  assert(#clipped <= 60 and utf8.len(clipped), "clipped within a character")
  check_visible(text.terminal(text.wrap(text.terminal(bytes, true), 20, 2), true), 10)
end
