using Coordinator.Ledger;
using Shared.Protocol;

namespace Coordinator.Logs;

/// <summary>Where the lines are that trainers print: a table beside the ledger's, which no fold reads. Any number use it at once.</summary>
/// <exception cref="LedgerException">Of every method: the database is away or full.</exception>
internal interface ILogTable : IAsyncDisposable
{
    /// <summary>Adds the lines that are not there yet, by their sequence, unless the attempt has that many bytes already.</summary>
    /// <returns>How many bytes were added.</returns>
    Task<long> Add(LogPlace place, IReadOnlyList<LogLine> lines, long mostOfAttempt, CancellationToken cancellation);

    /// <summary>Bytes of a sweep's lines, a newline each included.</summary>
    Task<long> Size(long sweep, CancellationToken cancellation);

    /// <summary>At most so many lines of a trial after one, by attempt and sequence.</summary>
    /// <param name="attempt">Of this one only; null: of all.</param>
    Task<IReadOnlyList<LogRow>> Read(long sweep, int trial, int? attempt, (int Attempt, int Sequence) after, int most, CancellationToken cancellation);

    /// <summary>Deletes the lines of every sweep but these, as far as it was launched at or before a position.</summary>
    Task DeleteOthers(IReadOnlyList<long> sweeps, long until, CancellationToken cancellation);
}

/// <summary>Whose log it is.</summary>
/// <param name="Sweep">Position of the sweep's launch, since a name can be used again.</param>
internal readonly record struct LogPlace(long Sweep, int Trial, int Attempt);

internal readonly record struct LogRow(int Attempt, int Sequence, string Text);
