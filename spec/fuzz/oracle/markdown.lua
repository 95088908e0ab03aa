--- Text in Markdown is read as that text and nothing else, wherever a report has it.

local shown = require("spec.fuzz.shown")
local text = require("tickmark.base.text")

local found, reader = pcall(require, "fuzz.markdown")
if not found then -- under busted: by what the product itself makes of a body
  local doc = require("tickmark_worker").doc
  reader = function(markdown)
    local parsed = assert(doc.parse(markdown, { kind = "markdown" }))
    assert(#parsed:links() == 0, "a link")
    return nil
  end
end

--- Where the report writes it, what is read there, and the blocks it stands in.
local PLACES <const> = {
  { "%s\n", "%s", "document paragraph" },
  { "- %s\n", "%s", "document list item paragraph" },
  { "## 1. %s, minor\n", "1. %s, minor", "document heading" },
  { "x %s (%s)\n", "x %s (%s)", "document paragraph" },
  { "| a | b |\n|---|---|\n| x | %s |\n", "abx%s",
    "document table table_header table_cell table_cell table_row table_cell table_cell" },
}

--- The kinds of blocks, and all text in them.
local function read(nodes)
  local kinds, words = {}, {}
  for i = 1, #nodes, 2 do
    local kind, literal = nodes[i], nodes[i + 1]
    if kind == "text" then
      words[#words + 1] = literal
    elseif kind == "html_inline" then
      assert(literal == "<!---->", "HTML: " .. literal)
    else
      kinds[#kinds + 1] = kind
    end
  end
  return table.concat(kinds, " "), table.concat(words)
end

local function check(place, encoded, meant)
  local function put(form, words) return (form:gsub("%%s", function() return words end)) end
  local markdown = put(place[1], encoded)
  local nodes = reader(markdown)
  if not nodes then return end
  local kinds, words = read(nodes)
  assert(kinds == place[3], kinds .. " in " .. markdown)
  if shown.is_clear(meant) then
    assert(shown.bytes(words) == put(place[2], meant), ("%q is read in %s"):format(words, markdown))
  end
end

return function(bytes)
  local meant, encoded = shown.line(bytes), text.markdown(bytes)
  assert(utf8.len(encoded) and not encoded:find("[\0-\31\127]"), "a control character")
  if meant == "" then return end
  for _, place in ipairs(PLACES) do check(place, encoded, meant) end
end
