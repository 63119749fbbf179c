using Tests.Peers;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Tests.Peers;

/// <summary>
/// The PostgreSQL that the tests of a run share, each in a database of its own; a test class asks for it in its constructor. It starts
/// with the first that needs it. Who stops or restarts a server starts one of its own.
/// </summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.Start());

    /// <summary>A new, empty database's address.</summary>
    public async Task<string> NewDatabase() => await (await server.Value).NewDatabase();

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated) await (await server.Value).DisposeAsync();
    }
}
