--- Text in Markdown is read as that text and nothing else, wherever a report has it.

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

--- Where the report writes it, and the blocks that it then stands in.
local PLACES <const> = {
  { "%s\n", { "document", "paragraph" } },
  { "- %s\n", { "document", "list", "item", "paragraph" } },
  { "## 1. %s, minor\n", { "document", "heading" }, "1. ", ", minor" },
  { "x %s (%s)\n", { "document", "paragraph" } },
  { "| a | b |\n|---|---|\n| x | %s |\n", { "document", "table", "table_header", "table_cell", "table_cell",
    "table_row", "table_cell", "table_cell" }, "abx" },
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
  local markdown = place[1]:gsub("%%s", function() return encoded end)
  local nodes = reader(markdown)
  if not nodes then return end
  local kinds, words = read(nodes)
  local wanted = place[3] or ""
  if place[1]:find("x %s", 1, true) then meant = ("x %s (%s)"):format(meant, meant) end
  assert(kinds == table.concat(place[2], " "), kinds .. " in " .. markdown)
  assert(words == wanted .. meant .. (place[4] or ""), ("%q is read in %s"):format(words, markdown))
end

return function(bytes)
  local meant, encoded = text.trailer(bytes), text.markdown(bytes)
  assert(utf8.len(encoded) and not encoded:find("[\0-\31\127]"), "a control character")
  if meant == "" then return end
  for _, place in ipairs(PLACES) do check(place, encoded, meant) end
end
