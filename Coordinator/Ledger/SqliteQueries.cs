using Microsoft.Data.Sqlite;

namespace Coordinator.Ledger;

/// <summary>One command at a time over a connection of its own, from any number of requests.</summary>
/// <param name="trouble">What a failure of SQLite's means to whoever asked.</param>
internal sealed class SqliteQueries(SqliteConnection connection, Func<SqliteException, LedgerException> trouble) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <exception cref="LedgerException">As <c>trouble</c> says.</exception>
    public async Task<T> Run<T>(Func<SqliteCommand, T> run, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var command = connection.CreateCommand();
            return run(command);
        }
        catch (SqliteException error)
        {
            throw trouble(error);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        turn.Dispose();
    }
}
