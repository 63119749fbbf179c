using System.Net.Http.Headers;
using System.Text;
using Shared.Randomness;

namespace Tests.Security;

/// <summary>Makes requests that nobody means well with: right ones with something wrong in them, the same ones each time for a seed.</summary>
internal sealed class HostileRequests(ulong seed)
{
    private static readonly string[] Values =
    [
        "null", "true", "7", "\"\"", "\"x\"", "-1", "0", "1e999", "-1e999", "1e-999", "NaN", "Infinity", "\"NaN\"", "\"-Infinity\"", "9223372036854775808", "2147483648", "-2147483649", "0.5",
        "[]", "{}", "[[]]", "[null]", "{\"a\":null}", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"../../etc/passwd\"", "\"'; DROP TABLE event; --\"", "\"$(reboot)\"", "\"\\u202e\"", "123456789012345678901234567890",
    ];

    private static readonly string[] Segments =
    [
        "rare", "nobody", "0", "-1", "99999999999999999999", "%00", "%2e%2e", "..%2f..%2fetc%2fpasswd", "a%0d%0aX-Evil:%201", "%ff%fe", "%F0%9F%98%80", "'%20OR%201=1", "NaN", "rare;x=1", "RARE",
        "{name}", "00000000000000000000000000000000", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "%3Cscript%3E", "ada", "%25", "+", "~",
    ];

    private static readonly string[] Queries =
    [
        "", "", "", "?limit=0", "?limit=1001", "?limit=NaN", "?after=-1", "?after=99999999999999999999", "?after=x", "?state=asleep", "?limit=1&limit=2", "?=", "?&&&", "?after=%00", "?after=1.2.3", "?limit=%F0%9F%98%80",
    ];

    private readonly SeededGenerator random = new(seed, "hostile requests");

    public HttpRequestMessage Next(IReadOnlyList<Door> doors)
    {
        var door = doors[random.NextInt32(doors.Count)];
        var request = new HttpRequestMessage(Chance(20) ? new HttpMethod(Pick("PUT", "OPTIONS", "TRACE", "PATCH", "DELETE", "BREW")) : new HttpMethod(door.Method), Path(door) + Pick(Queries));
        if (Chance(10)) request.Headers.TryAddWithoutValidation("Sweeps-Position", Pick("-1", "x", "99999999999999999999", "1"));
        if (Chance(10)) request.Headers.TryAddWithoutValidation("Idempotency-Key", Pick("k", "", new string('k', 300)));
        if (Chance(10)) request.Headers.TryAddWithoutValidation("Last-Event-ID", Pick("-1", "x", "1"));
        if (Chance(20)) request.Headers.TryAddWithoutValidation("Range", Pick("bytes=0-", "bytes=9-1", "bytes=-0", "bytes=0-0,1-1,2-2", "lines=1"));
        if (Chance(20)) request.Headers.TryAddWithoutValidation("Sweeps-Forwarded", "1");
        if (door.Method is "GET" or "HEAD") return request;
        request.Content = new ByteArrayContent(Body(door));
        if (!Chance(20)) request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Chance(40)) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", Pick("gzip", "br"));
        return request;
    }

    private string Path(Door door) => string.Join('/', door.Path.Split('/').Select(part => part.StartsWith('{') ? Chance(3) ? Segments[0] : Pick(Segments) : part));

    private byte[] Body(Door door)
    {
        var text = new StringBuilder(Good(door));
        switch (random.NextInt32(8))
        {
            case 0: text.Length = random.NextInt32(text.Length + 1); break;
            case 1: text.Insert(random.NextInt32(text.Length + 1), Pick(Values)); break;
            case 2: text.Remove(random.NextInt32(text.Length), 1); break;
            case 3: text.Clear().Append(Nested(Pick("[", "{\"a\":"), 1 + random.NextInt32(2000))); break;
            case 4: return Noise();
            default: Replace(text); break;
        }
        if (Chance(4)) Replace(text);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (Chance(6) && bytes.Length > 0) bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
        return Chance(200) ? [.. bytes, .. new byte[(1 << 20) + 1]] : bytes;
    }

    /// <summary>Puts something else in the place of one of the values.</summary>
    private void Replace(StringBuilder text)
    {
        var colons = Enumerable.Range(0, text.Length).Where(at => text[at] == ':').ToList();
        if (colons.Count == 0) return;
        var begin = colons[random.NextInt32(colons.Count)] + 1;
        var end = begin;
        while (end < text.Length && text[end] is not (',' or '}')) end++;
        text.Remove(begin, end - begin).Insert(begin, Pick(Values));
    }

    private string Good(Door door) => door.Path switch
    {
        "/v1/attempts/{token}/outcome" when Chance(3) => """{"measurements":[],"result":{"result":"failed","kind":"lost","message":"gone"},"next":null}""",
        "/v1/sweeps" => """{"spec":"name: small\nobjective: validation.macro_ap\ntrials: 10\ndata: { format: debtags }\n","data":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"}""",
        "/v1/sweeps/{name}" => """{"settings":{"trials":"20","time":"2h","priority":"3"}}""",
        "/v1/sweeps/{name}/trials" => """{"assignment":{"loss":"mse"}}""",
        "/v1/tokens" => """{"name":"somebody","role":"viewer"}""",
        "/v1/workers" => """{"worker":{"name":"eve","incarnation":"7"},"slots":2,"device":"cpu","labels":{"gpu":"a100"}}""",
        "/v1/workers/leave" => """{"worker":{"name":"eve","incarnation":"7"}}""",
        "/v1/claims" => """{"worker":{"name":"eve","incarnation":"7"},"slot":0,"number":1,"wait_seconds":0}""",
        "/v1/renewals" => """{"worker":{"name":"eve","incarnation":"7"},"attempts":["00000000000000000000000000000000"]}""",
        "/v1/attempts/{token}/measurements" => """{"measurements":[{"epoch":1,"seconds":2.5,"values":{"validation.macro_ap":0.5}}],"checkpoint":{"epoch":1,"address":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"}}""",
        "/v1/attempts/{token}/log" => """{"lines":[{"sequence":1,"text":"hello"},{"sequence":2,"text":"\u0000\u001b[2J"}]}""",
        "/v1/attempts/{token}/outcome" => """{"measurements":[{"epoch":2,"seconds":2.5,"values":{"validation.macro_ap":0.5}}],"result":{"result":"completed","best_epoch":2,"seconds":3.5,"values":{"validation.macro_ap":0.5},"artefacts":{"weights":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"}},"next":{"worker":{"name":"eve","incarnation":"7"},"slot":0,"number":2,"wait_seconds":0}}""",
        _ => "{}",
    };

    private byte[] Noise()
    {
        var bytes = new byte[random.NextInt32(300)];
        for (var n = 0; n < bytes.Length; n++) bytes[n] = (byte)random.NextInt32(256);
        return bytes;
    }

    private static string Nested(string opening, int depth) => string.Concat(Enumerable.Repeat(opening, depth));

    private string Pick(params IReadOnlyList<string> from) => from[random.NextInt32(from.Count)];

    private bool Chance(int oneIn) => random.NextInt32(oneIn) == 0;
}
