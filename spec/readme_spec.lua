-- README.md promises what a newcomer sees: its walk is walked here, command by
-- command, and what is printed is compared with what stands there.

local support = require("spec.support")

local BUILD = os.getenv("TICKMARK_BUILD") or "build"
local HEADING = "## Your first test in ten minutes"

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

--- Commands and what each printed, of a console block.
local function add_commands(steps, lines)
  for _, line in ipairs(lines) do
    local command = line:match("^%$ (.*)$")
    if command then
      steps[#steps + 1] = { command = command, output = "" }
    else
      steps[#steps].output = steps[#steps].output .. line .. "\n"
    end
  end
end

--- The steps of the walk: {file=, text=} or {command=, output=}.
local function steps_of(readme)
  local from = assert(readme:find(HEADING, 1, true))
  local walk = readme:sub(from, readme:find("\n## ", from + #HEADING, true))
  local steps, block, path = {}, nil, nil
  for line in walk:gmatch("([^\n]*)\n") do
    if block and line == "```" then
      if block.kind == "console" then
        add_commands(steps, block)
      elseif path then
        steps[#steps + 1] = { file = path, text = table.concat(block, "\n") .. "\n" }
      end
      block, path = nil, nil
    elseif block then
      block[#block + 1] = line
    elseif line:find("^```") then
      block = { kind = line:sub(4) }
    elseif line ~= "" then
      path = line:match("`([^`]+)`:$")
    end
  end
  return steps
end

--- What differs from one day, commit or reader to the next doesn't count.
local function plain(text)
  text = text:gsub("%f[%x]%x%x%x%x%x%x%x+%f[^%x]", "#"):gsub("%d%d%d%d%-%d%d%-%d%d", "DATE")
  text = text:gsub("RUN%-%w+", "RUN")
  text = text:gsub("Date: [^\n]*", "Date:"):gsub("Author: [^\n]*", "Author:"):gsub("%d+ bytes", "N bytes")
  return (text:gsub("[ \t]+\n", "\n"):gsub("\n+$", ""))
end

local function run(dir, command)
  local bin = support.sh("realpath %s", BUILD .. "/bin")
  return support.sh("cd %s && { PATH=%s:$PATH sh -c %s 2>&1 || true; }", dir, bin, command)
end

describe("README.md", function()
  local readme = read("README.md")

  it("leads to a first test as it says", function()
    local dir, commands = support.tmpdir(), 0
    for _, step in ipairs(steps_of(readme)) do
      if step.file then
        support.write(dir .. "/" .. step.file, step.text)
      else
        commands = commands + 1
        assert.equal("$ " .. step.command .. "\n" .. plain(step.output),
          "$ " .. step.command .. "\n" .. plain(run(dir, step.command)))
      end
    end
    support.remove(dir)
    assert.is_true(commands >= 10)
  end)

  it("shows lines that the demo's report has", function()
    local report = support.sh("examples/demo/run.sh %s", BUILD)
    local shown = assert(readme:match("```text\n(.-)```"))
    for line in shown:gmatch("[^\n]+") do
      assert.is_truthy(("\n" .. report):find("\n" .. line .. "\n", 1, true), line)
    end
  end)

  it("names files and folders that exist", function()
    for path in readme:gmatch("`(%l[%w_./-]*/[%w_./-]*)`") do
      if not path:find("^build") and not path:find("^audit/") and not path:find("^evidence/.*csv")
        and not path:find("^checks/") then
        local found = os.rename(path, path) or os.rename("lua/tickmark/" .. path, "lua/tickmark/" .. path)
        assert.is_truthy(found, path)
      end
    end
  end)
end)
