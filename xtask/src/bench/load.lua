-- Sends requests that a file has, one a line: a token or nothing, a tab, the body.

local requests, sent = {}, 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local token, body = line:match("^(.-)\t(.*)$")
        local headers = { ["Content-Type"] = "application/json" }
        if token ~= "" then
            headers["Authorization"] = "Bearer " .. token
        end
        requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    end
end

function request()
    sent = sent % #requests + 1
    return requests[sent]
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    io.write(string.format("kith %d %d %d %d\n", summary.requests, summary.duration, failed, latency:percentile(99)))
end
