using System.Net;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Local;
using Coordinator.Running;
using Tests.Agent;
using Tests.Http;
using Tests.Running;

namespace Tests.Security;

/// <summary>Tokens that are not right in one way or another.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly CollectedLog log = new();
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start(logger: log);

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task Whatever_is_wrong_with_a_token_the_answer_is_the_same()
    {
        var (mine, other) = (live.Token(Role.Admin), live.Token(Role.Viewer));
        var text = mine.ToString();
        string?[] wrong =
        [
            null,
            "x",
            text[..^1],
            text[..16],
            text + "x",
            text.ToUpperInvariant(),
            $"swp_{mine.Id}_{other.Secret}",
            $"swp_{new string('0', 12)}_{mine.Secret}",
            $"swp_{mine.Id}_{new string('A', 43)}",
            $"swp__{mine.Secret}",
            mine.Secret,
            TokenText.HashOf(mine.Secret),
            LiveServer.Everything + "x",
            LiveServer.Everything[..^1],
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(LiveServer.Everything))),
            new string('x', 8000),
        ];
        var answers = new HashSet<string>();
        foreach (var token in wrong)
        {
            using var client = live.Speak(token);
            using var reply = await client.GetAsync("/v1/tokens");
            Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
            answers.Add($"{await reply.Content.ReadAsStringAsync()} {string.Join(' ', reply.Headers.Select(header => header.Key))}");
        }
        Assert.Single(answers);
        Assert.Equal(wrong.Length, live.Server.Failures.Total);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Token")]
    [InlineData("")]
    public async Task A_token_under_another_scheme_is_none(string scheme)
    {
        using var client = live.Speak(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"{scheme} {LiveServer.Everything}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/sweeps")).StatusCode);
    }

    [Fact]
    public async Task Two_tokens_at_once_are_none()
    {
        using var client = live.Speak(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sweeps");
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {LiveServer.Everything}", $"Bearer {live.Token(Role.Viewer)}"]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing_from_the_reply_on_nor_while_the_ledger_is_folded_again()
    {
        var token = live.Token(Role.Operator);
        await live.Coordinator.Submit(new FleetCommand.RevokeToken(token.Id, DateTimeOffset.UnixEpoch));
        using var client = live.Speak(token.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/sweeps")).StatusCode);

        IReignObserver book = new TokenBook([]);
        LedgerEvent[] events = [new LedgerEvent.TokenCreated(token.Id, "x", Role.Operator, TokenText.HashOf(token.Secret)), new LedgerEvent.TokenRevoked(token.Id)];
        book.Remember(events[0]);
        Assert.NotNull(((TokenBook)book).Find($"Bearer {token}"));
        book.Remember(events[1]);
        book.Remember(events[0]);
        Assert.Null(((TokenBook)book).Find($"Bearer {token}"));
    }

    [Fact]
    public async Task Failures_are_counted_and_logged_in_one_line_without_what_was_shown()
    {
        for (var n = 0; n < 50; n++)
        {
            using var client = live.Speak($"guess.number.{n}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/sweeps")).StatusCode);
        }

        Assert.Single(log.Lines, line => line.Contains("requests came without a right token", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("guess.number", StringComparison.Ordinal));
        Assert.Equal(50, live.Server.Failures.Total);
    }

    [Fact]
    public void The_line_about_failures_comes_again_after_a_while_with_their_number()
    {
        var (time, lines) = (new ManualTime(), new CollectedLog());
        var failures = new FailedAttempts(new ReignLog(lines), time);
        for (var n = 0; n < 3; n++) failures.Count(IPAddress.Loopback);
        time.Advance(TimeSpan.FromSeconds(11));
        failures.Count(IPAddress.Loopback);

        Assert.Equal(["1 requests came without a right token, the latest from 127.0.0.1", "3 requests came without a right token, the latest from 127.0.0.1"], lines.Lines);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a token with spaces in it")]
    [InlineData("")]
    public async Task A_token_file_without_a_good_token_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("token"), content);

        var refused = Assert.Throws<RefusedException>(() => BootstrapToken.FromFile(new Caller("admin-file", Role.Admin, false), folder.File("token")));
        Assert.Equal($"the token file {folder.File("token")} must hold 20 to 512 printable characters without spaces, such as from `openssl rand -hex 32`", refused.Message);
    }
}
