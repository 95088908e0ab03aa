--- The head of a hostile item: what it attacks, and what may come of it.
--
-- A word that nobody knows is an error of the item: it would be passed over
-- otherwise, and an item that checks nothing looks contained.

local head = {}

--- How a script may end; each is an outcome of ours.
local RULE = { ["contained-error"] = true, timeout = true, ["memory-limit"] = true, harmless = true }

--- How a document may be read.
local DOCUMENT = { ["doc-error"] = "refused", ["limit-error"] = "limit", parsed = "parsed",
  literal = "parsed", documented = "any", escaped = "any", ["no crash"] = "any" }

local UNITS = { ms = 0.001, s = 1, kb = 1024, mb = 1 << 20, gb = 1 << 30 }

--- The "-- key: value" or "# key: value" lines that a file begins with.
local function keys_of(text, mark)
  local keys = {}
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    local key, value = line:match("^" .. mark .. "%s*(%a+):%s*(.-)%s*$")
    if key then
      keys[key] = value
    elseif not line:find("^#!") then
      break
    end
  end
  return keys
end

--- What a rule's head allows.
---@param text string
---@return table<string, boolean>? allowed
---@return string? message
function head.rule(text)
  local expect = keys_of(text, "%-%-").expect
  if not expect then return nil, "no head: it says no '-- expect:'" end
  local allowed = {}
  for word in (expect .. "|"):gmatch("%s*([^|]*)|") do
    word = word:gsub("%s+$", "")
    if not RULE[word] then return nil, ("not understood: expect: %q"):format(word) end
    allowed[word] = true
  end
  return allowed
end

--- "< 100 ms" and the like: bounds on time (seconds) and memory (bytes).
local function bounds_of(words)
  local bounds = {}
  for clause in words:gmatch("<%s*([^,;%(%)]*)") do
    local number, unit = clause:match("^(%d+%.?%d*)%s*(%a+)")
    local factor = unit and UNITS[unit:lower()]
    if not factor then return nil, ("not understood: < %s"):format(clause) end
    local kind = factor <= 1 and "seconds" or "bytes"
    bounds[kind] = tonumber(number) * factor
  end
  return bounds
end

--- Without what stands in brackets, which explains.
local function without_brackets(words)
  return (words:gsub("%b()", ""))
end

--- The outcomes that stand at the front of a clause: "doc-error per row",
--- "limit-error or parsed as empty".
local function outcomes_of(clause)
  local allowed = {}
  for part in (clause .. " or "):gmatch("(.-) or ") do
    local word = part:match("^%s*(no crash)") or part:match("^%s*([%a-]+)")
    if not DOCUMENT[word] then return nil, ("not understood: %q"):format(part) end
    allowed[DOCUMENT[word]] = true
  end
  return allowed
end

---@class spec.DocumentHead
---@field allowed table<string, boolean>  refused, limit, parsed, any
---@field bounds {seconds: number?, bytes: number?}

--- What a line of EXPECT.tsv says of a document.
---@param words string
---@return spec.DocumentHead?
---@return string? message
function head.document(words)
  local bounds, message = bounds_of(words)
  if not bounds then return nil, message end
  local plain = without_brackets(words):gsub("<%s*[%d.]+%s*%a+", "")
  local allowed
  allowed, message = outcomes_of(plain:match("^[^,;:]*"))
  if not allowed then return nil, message end
  for word in words:gmatch("%a+%-error") do
    if not DOCUMENT[word] then return nil, ("not understood: %q"):format(word) end
  end
  return { allowed = allowed, bounds = bounds }
end

--- Words by which a repository's head asks that something be said; no command
--- reads an index yet, so what a clause asks of the pre-commit is nobody's.
local SAID = { "error", "refus", "report", "diagnos", "unsupported", "flag", "message", "skipped" }

---@class spec.RepositoryHead
---@field attack string
---@field expect string
---@field said boolean  the audit has to say something

--- What the head of a script that builds a repository says.
---@param text string
---@return spec.RepositoryHead?
---@return string? message
function head.repository(text)
  local keys = keys_of(text, "#")
  if not keys.expect or keys.expect == "" then return nil, "no head: it says no '# expect:'" end
  local said = false
  for clause in keys.expect:lower():gmatch("[^;]+") do
    for _, word in ipairs(SAID) do
      said = said or clause:find(word, 1, true) ~= nil and not clause:find("pre-commit", 1, true)
    end
  end
  return { attack = keys.attack or "", expect = keys.expect, said = said }
end

return head
