-- One failed backup happens and the next week's makes up for it. After two in a row data may be lost for a fortnight:
-- that is an incident, and it is opened within a week.
return test {
  id = "backup.failures", title = "Repeated backup failures are treated as an incident",
  requirement = { "A.8.13", "A.5.25" }, method = "evidence",
  inputs = { backups = "backup", incidents = { record = "incident" } },
  params = { react = { type = "period", default = "P7D" } },
  judge = function(f, t)
    local function followed_up(from, to)
      return not f.incidents:where(function(i)
        return i.detected_on and i.detected_on >= from and i.detected_on <= to
      end):empty()
    end
    local before, failures = nil, 0
    for backup in f.backups:each() do
      failures = backup.result == "failed" and failures + 1 or 0
      local limit = backup.date + t.param.react
      if failures == 2 and limit < t.as_of and not followed_up(before.date, limit) then
        t:fail(backup, { what = ("failed like the one before it, and no incident was opened by %s"):format(limit),
          items = { before, backup } })
      end
      before = backup
    end
    t:measure("backups that succeeded", { n = #f.backups:where{ result = "ok" }, of = #f.backups, target = 0.95 })
  end,
}
