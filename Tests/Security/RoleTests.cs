using System.Net;
using System.Net.Http.Headers;
using Coordinator.Deciding.Access;
using Coordinator.Http;
using Tests.Http;

namespace Tests.Security;

/// <summary>Each role at every door.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private readonly CollectedLog log = new();
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start(logger: log);

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public void Every_endpoint_lets_in_whom_it_is_meant_to() =>
        Assert.Equal(Doors.Expected.Select(door => door.ToString()).Order(StringComparer.Ordinal), Doors.Mapped(live.Server).Select(door => door.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_token_opens_the_doors_of_its_role_and_no_other()
    {
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<Role>())
        {
            using var client = live.As(role);
            foreach (var door in Doors.Expected)
            {
                using var reply = await client.SendAsync(Request(door));
                var isIn = reply.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                if (isIn != door.LetsIn(Audience.Name(role))) wrong.Add($"{role} at {door}: {reply.StatusCode}");
                if ((int)reply.StatusCode >= 500) wrong.Add($"{role} at {door}: {reply.StatusCode}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_token_only_open_doors_open_and_the_others_do_not_even_say_that_they_are_there()
    {
        using var stranger = live.Speak(null);
        foreach (var door in Doors.Expected.Append(new Door("GET", "/nothing/here", "nobody")).Append(new Door("TRACE", "/v1/sweeps", "nobody")))
        {
            using var reply = await stranger.SendAsync(Request(door));
            if (door.LetsIn(null)) Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            else Assert.Equal((door, HttpStatusCode.Unauthorized, "Bearer"), (door, reply.StatusCode, reply.Headers.WwwAuthenticate.ToString()));
            Assert.False(reply.Headers.Contains("Sweeps-Position"));
        }
    }

    [Fact]
    public async Task A_refusal_says_which_role_is_needed_and_is_logged_with_the_token_and_the_endpoint()
    {
        using var client = live.As(Role.Viewer);
        using var reply = await client.PostAsync("/v1/sweeps/rare/pause", null);

        Assert.Contains("this needs a token of the role operator", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains($"token {live.Token(Role.Viewer).Id} may not POST /v1/sweeps/{{name}}/pause", log.Lines);
    }

    [Fact]
    public async Task A_worker_speaks_for_no_attempt_whose_token_it_does_not_show()
    {
        using var worker = live.As(Role.Worker);
        foreach (var deed in new[] { "measurements", "outcome" })
        {
            var body = deed == "outcome" ? """{"measurements":[],"result":{"result":"handed_back"},"next":null}""" : """{"measurements":[]}""";
            using var reply = await worker.PostAsync($"/v1/attempts/{new string('0', 32)}/{deed}", new StringContent(body, new MediaTypeHeaderValue("application/json")));
            Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        }
    }

    private static HttpRequestMessage Request(Door door) => new(new HttpMethod(door.Method), door.Nowhere)
    {
        Content = door.TakesJson ? new StringContent("{}", new MediaTypeHeaderValue("application/json")) : door.Method == "PUT" ? new ByteArrayContent([]) : null,
    };
}
