using System.Globalization;
using Npgsql;
using Tests.EndToEnd;
using Tests.Peers;
using Worker.Agent;

namespace Tests.Chaos;

/// <summary>A durable PostgreSQL on a machine of its own, with the play's own way to it.</summary>
/// <param name="disk">What it stores on; null: the machine's.</param>
/// <param name="url">For coordinators, with the password.</param>
internal sealed class StagedDatabase(Machine machine, PostgresServer server, SmallDisk? disk, string url) : IAsyncDisposable
{
    private const string Name = "test1";

    public Machine Machine => machine;

    public SmallDisk? Disk => disk;

    /// <summary>Without the password.</summary>
    public Uri Ledger { get; } = new UriBuilder(url) { Password = "" }.Uri;

    public string Password { get; } = new UriBuilder(url).Password;

    public string Url => url;

    public PostgresServer Server => server;

    public async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(server.ConnectionString(Name));
        await connection.OpenAsync();
        return connection;
    }

    public async Task<bool> Answers()
    {
        try
        {
            await using var connection = await Connect();
            await using var command = new NpgsqlCommand("CREATE TEMPORARY TABLE probe AS SELECT 1", connection) { CommandTimeout = 3 };
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Starts it where it does not answer any more.</summary>
    /// <returns>Whether it had to be.</returns>
    public async Task<bool> StartAgainIfDead()
    {
        if (await Answers()) return false;
        await server.Crash();
        await server.StartAgain();
        return true;
    }

    /// <summary>The server's processes, the first of them first.</summary>
    public IReadOnlyList<int> Processes()
    {
        var first = int.Parse(File.ReadLines(Path.Combine(server.Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return [first, .. Kin.ChildrenOf(first)];
    }

    public void Suspend()
    {
        foreach (var process in Processes()) _ = Posix.Signal(process, Staged.Stop);
    }

    public void Continue()
    {
        foreach (var process in Processes()) _ = Posix.Signal(process, Posix.Continue);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
