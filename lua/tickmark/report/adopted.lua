--- What was found in a repository that is adopted, and what was not placed.

local grid = require("tickmark.report.grid")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local ROWS_MAX <const> = 60 -- of a list
local PATHS_MAX <const> = 8 -- of a row
local LINES_MAX <const> = 200 -- of what keys stand for
local WIDTH <const> = 80
local ENDINGS_MAX <const> = 12

--- Rows of one thing found: its paths stand under each other.
local function add_rows(rows, one)
  local left = #one.paths - PATHS_MAX
  for i = 1, math.min(#one.paths, PATHS_MAX) do
    local path = one.paths[i]
    if i == PATHS_MAX and left > 0 then path = ("and %d more"):format(left + 1) end
    rows[#rows + 1] = i == 1 and { one.type, tostring(one.files), one.heads, path }
      or { "", "", "", path }
  end
end

local function add(lines, more) table.move(more, 1, #more, #lines + 1, lines) end

local function found_in(proposal)
  local rows = {}
  for _, one in ipairs(proposal.found) do
    if #rows < ROWS_MAX then add_rows(rows, one) end
  end
  if #rows == 0 then return { "Nothing was found that tickmark has a name for." } end
  local lines = grid.text({ "type", "files", "heads, or series", "paths" }, rows)
  if #rows >= ROWS_MAX then lines[#lines + 1] = "and more, as the proposal has them" end
  return lines
end

--- Words in lines, none of them broken.
local function filled(list, width, lead)
  local lines, line = {}, nil
  for i, words in ipairs(list) do
    words = text.terminal(words) .. (i < #list and "," or "")
    if line and text.width(line) + 1 + text.width(words) <= width then
      line = line .. " " .. words
    else
      lines[#lines + 1], line = line, lead .. words
    end
  end
  lines[#lines + 1] = line
  return lines
end

--- What keys and values of each stand for.
local function mapped_in(proposal)
  local lines = { "", "Keys and values, ours <- theirs" }
  for _, one in ipairs(proposal.found) do
    if #one.mapped > 0 and #lines < LINES_MAX then
      lines[#lines + 1] = "  " .. text.terminal(one.name)
      add(lines, filled(one.mapped, WIDTH, "    "))
    end
  end
  if #lines >= LINES_MAX then
    lines[#lines + 1] = "  and more, as the proposal has them"
  end
  return #lines > 2 and lines or {}
end

--- A list with a heading, not endless.
local function listed(heading, list)
  if #list == 0 then return {} end
  local lines = { "", heading }
  for i = 1, math.min(#list, ROWS_MAX) do
    lines[i + 2] = "  " .. text.terminal(list[i])
  end
  if #list > ROWS_MAX then
    lines[#lines + 1] = ("  and %d more"):format(#list - ROWS_MAX)
  end
  return lines
end

--- Files by endings that say nothing, and how many.
local function others_in(other)
  local endings, n = {}, 0
  for _, ending in ipairs(order.keys(other)) do
    n = n + other[ending]
    if #endings < ENDINGS_MAX then
      endings[#endings + 1] = ending ~= "" and "." .. ending or "none"
    end
  end
  return n, "with endings that say nothing: " .. table.concat(endings, " ")
end

--- What nobody can place, and what was not looked at.
local function left_in(proposal)
  local list, survey = {}, proposal.survey
  for _, odd in ipairs(proposal.odd) do
    list[#list + 1] = ("%s (%s): %s"):format(odd.what, text.plural(odd.n, "file"),
      odd.why)
  end
  for _, problem in ipairs(survey.problems) do
    list[#list + 1] = ("%s: %s"):format(problem.path, problem.message)
  end
  local function count(n, words)
    if n > 0 then list[#list + 1] = text.plural(n, "file") .. " " .. words end
  end
  count(others_in(proposal.other))
  count(proposal.ignored, "about the repository, or templates")
  count(proposal.source, "of data or text in folders of programs (src, vendor, test)")
  count(survey.hidden, "with a dot before the name, or in such a folder")
  count(survey.sidecars, "beside evidence (.meta.yml)")
  count(survey.large, "too large, or too many, to be looked into")
  if survey.left > 0 then
    list[#list + 1] = ("%s beyond the first %d: not looked at"):format(
      text.plural(survey.left, "folder"), survey.folders)
  end
  return list
end

--- What to do next.
local function next_steps(path, open)
  local steps = { "", "Next" }
  if path then
    steps[#steps + 1] = ("  %s is written: look at it, correct it, and commit it")
      :format(text.terminal(path))
  end
  if open > 0 then
    steps[#steps + 1] = ("  %s in it, as a comment: say of which controls"):format(
      text.plural(open, "series wait", "series wait"))
  end
  steps[#steps + 1] = "  tickmark check          what its documents lack"
  steps[#steps + 1] = "  tickmark hook install   to check what is committed from now on"
  return steps
end

--- The report of a proposal.
---@param proposal table  tickmark.Proposal
---@param path string?    where it was written
---@return string
return function(proposal, path)
  local survey = proposal.survey
  local lines = { ("%s in %s of %s; of a folder's documents at most %d are read"):format(
    text.plural(survey.files, "file"), text.plural(survey.folders, "folder"),
    proposal.commit:sub(1, 12), survey.sample), "" }
  add(lines, found_in(proposal))
  add(lines, mapped_in(proposal))
  add(lines, listed("Left as they are", proposal.left))
  add(lines, listed("Not placed", left_in(proposal)))
  add(lines, next_steps(path, proposal.open))
  return table.concat(lines, "\n") .. "\n"
end
