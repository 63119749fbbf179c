using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Coordinator.Deciding.Access;
using Microsoft.AspNetCore.Http;
using Tests.Http;

namespace Tests.Cli;

/// <summary>Whatever stands between a person and a coordinator is one message that says what to do.</summary>
public sealed class TroubleTests : IAsyncLifetime
{
    private SmallSweep small = null!;

    public async ValueTask InitializeAsync() => small = await SmallSweep.Launched();

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task An_unknown_sweep_is_told_with_the_one_that_may_have_been_meant() => Assert.Equal(
        "sweeps: there is no sweep 'smal' here: did you mean `small`?", await small.Terminal.Refused(2, "status", "smal"));

    [Fact]
    public async Task An_unknown_worker_is_told_with_those_that_there_are() => Assert.Equal(
        "sweeps: there is no worker 'bob' here: known are ada", await small.Terminal.Refused(2, "drain", "bob"));

    [Fact]
    public async Task A_viewer_who_pauses_is_told_which_role_that_needs() => Assert.Equal(
        $"sweeps: {small.Live.Server.Address} refuses: this needs a token of the role operator; an admin makes one with 'sweeps token create'",
        await small.As(Role.Viewer).Refused(2, "pause", "small"));

    [Fact]
    public async Task A_wrong_token_is_told_with_the_places_to_check() => Assert.StartsWith(
        $"sweeps: {small.Live.Server.Address} does not know this token: check --token-file, SWEEPS_TOKEN or ",
        await small.At(small.Live.Server.Address.ToString(), "a.wrong.token.of.this.test").Refused(2, "list"), StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_token_it_is_said_where_one_goes()
    {
        var terminal = small.At(small.Live.Server.Address.ToString(), null);

        Assert.Equal(
            $"sweeps: a server asks for a token: name its file with --token-file, put it into SWEEPS_TOKEN, or write it to {terminal.File(".config/sweeps/token")}",
            await terminal.Refused(2, "list"));
    }

    [Fact]
    public async Task A_token_that_others_can_read_is_used_and_warned_of()
    {
        var terminal = small.At(small.Live.Server.Address.ToString(), null);
        var file = terminal.File(".config/sweeps/token");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, LiveServer.Everything + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var open = (await terminal.Sweeps("list", "--json")).With(code: 0);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var closed = (await terminal.Sweeps("list", "--json")).With(code: 0);

        Assert.Equal($"sweeps: warning: others on this machine can read the token in {file}: chmod 600 {file}", open.Errors);
        Assert.Equal((open.Output, ""), (closed.Output, closed.Errors));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_for_a_while_and_then_named()
    {
        var nobody = Nobody();
        var watch = Stopwatch.StartNew();

        var said = await small.At(nobody, LiveServer.Everything).Refused(1, "list", "--patience", "1s");

        Assert.Matches($@"^sweeps: no coordinator answers: {nobody}/ cannot be reached \(Connection refused\) \(tried for 1 s\)\. Check that one runs there, that --server or SWEEPS_SERVER names it", said);
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_second_server_answers_where_the_first_does_not() => Assert.Equal(
        "small", (await small.At($"{Nobody()},{small.Live.Server.Address}", LiveServer.Everything).Sweeps("list", "--json")).With(code: 0).Json.GetProperty("sweep").GetString());

    [Fact]
    public async Task A_server_that_comes_back_in_time_is_waited_for()
    {
        var asked = 0;
        await using var busy = await StrangeServer.Start(context =>
        {
            context.Response.StatusCode = ++asked < 3 ? 503 : 200;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"sweeps":[],"next":null}""");
        });

        Assert.Equal("there are no sweeps\n", (await small.At(busy.Address.ToString(), LiveServer.Everything).Sweeps("list")).With(code: 0).Output);
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>", "it answered with text/html where JSON was expected")]
    [InlineData(200, "application/json", "{}", "its answer is not a SweepPage")]
    [InlineData(404, "text/html", "<html>", "it answered 404 Not Found")]
    public async Task A_server_that_is_not_Sweeps_is_told_apart(int status, string media, string body, string evidence)
    {
        await using var stranger = await StrangeServer.Start(context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, media);
            return context.Response.WriteAsync(body);
        });

        Assert.StartsWith(
            $"sweeps: {stranger.Address} does not answer as a coordinator of Sweeps would: {evidence}",
            await small.At(stranger.Address.ToString(), LiveServer.Everything).Refused(1, "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        var followed = 0;
        await using var other = await StrangeServer.Start(context =>
        {
            followed++;
            return Task.CompletedTask;
        });
        await using var redirecting = await StrangeServer.Start(context =>
        {
            context.Response.Redirect($"{other.Address}v1/sweeps");
            return Task.CompletedTask;
        });

        Assert.StartsWith(
            $"sweeps: {redirecting.Address} redirects to {other.Address}v1/sweeps: a coordinator never does",
            await small.At(redirecting.Address.ToString(), LiveServer.Everything).Refused(1, "list"), StringComparison.Ordinal);
        Assert.Equal(0, followed);
    }

    [Fact]
    public async Task An_unknown_certificate_is_refused_until_it_is_named()
    {
        using var certificate = StrangeServer.Certificate();
        await using var server = await StrangeServer.Start(
            context => context.Response.WriteAsJsonAsync(new { sweeps = Array.Empty<string>(), next = (string?)null }), certificate);
        var terminal = small.At(server.Address.ToString(), LiveServer.Everything);
        File.WriteAllText(terminal.File("ca.pem"), certificate.ExportCertificatePem());

        var refused = await terminal.Refused(1, "list");
        var accepted = (await terminal.Sweeps("list", "--ca", "ca.pem")).With(code: 0);

        Assert.StartsWith($"sweeps: {server.Address}: its certificate (CN=private) is not trusted: ", refused, StringComparison.Ordinal);
        Assert.EndsWith("A private certificate, or its authority's, is named with --ca FILE or SWEEPS_CA", refused, StringComparison.Ordinal);
        Assert.Equal("there are no sweeps\n", accepted.Output);
    }

    [Fact]
    public async Task Speaking_TLS_where_it_is_not_spoken_and_the_reverse_are_told_at_once()
    {
        using var certificate = StrangeServer.Certificate();
        await using var secure = await StrangeServer.Start(context => Task.CompletedTask, certificate);
        var (plain, https) = ($"http://127.0.0.1:{secure.Address.Port}/", $"https://127.0.0.1:{small.Live.Server.Address.Port}/");

        Assert.Equal($"sweeps: {plain} speaks TLS: write https://", await small.At(plain, LiveServer.Everything).Refused(1, "list"));
        Assert.StartsWith($"sweeps: {https} does not speak TLS ", await small.At(https, LiveServer.Everything).Refused(1, "list"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://somewhere")]
    [InlineData("http://user:secret@somewhere")]
    [InlineData(",")]
    public async Task What_is_no_address_is_a_usage_error(string server) => Assert.Equal(
        $"sweeps: a server is http://HOST:PORT or https://HOST:PORT, several with commas between, but got '{server}'", await small.Terminal.Refused(2, "list", "--server", server));

    [Fact]
    public async Task A_server_and_a_state_directory_are_one_too_many() => Assert.Equal(
        "sweeps: --server or --kube-context, and --state, name two places to look at: give one of them",
        await small.Terminal.Refused(2, "status", "small", "--server", "http://127.0.0.1:1", "--state", ".sweeps"));

    [Fact]
    public async Task A_verb_of_many_machines_needs_a_server() => Assert.Equal(
        "sweeps: this command needs a coordinator: name it with --server URL or in SWEEPS_SERVER, or with --kube-context where it is in Kubernetes", await small.At(null, null).Refused(2, "pause", "small"));

    /// <summary>An address where nobody listens.</summary>
    private static string Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
