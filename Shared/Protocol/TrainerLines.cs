using System.Text.Json.Serialization;
using Shared.Trials;

namespace Shared.Protocol;

/// <summary>
/// What a worker writes to its trainer's standard input, one JSON object a line with <c>"sweeps":1</c>.
/// There is one request only: a trial is cancelled by ending the trainer.
/// </summary>
/// <param name="Sweeps">Version of the protocol.</param>
/// <param name="Trial">Such as <c>debtags/17</c>, for messages.</param>
/// <param name="Number">The trial's number in the sweep; with the seed it names the trial's random streams.</param>
/// <param name="Seed">The sweep's seed. Initial weights depend on it alone (paired starts), everything else on the number too.</param>
/// <param name="Data">Path of the prepared data.</param>
/// <param name="Scratch">An empty directory for files that the trial leaves behind.</param>
public sealed record TrainRequest(int Sweeps, string Trial, int Number, ulong Seed, TrialSettings Settings, string Data, string Scratch);

/// <summary>
/// What a trainer writes to its standard output, one JSON object a line with <c>"sweeps":1</c>.
/// Any other line is the trial's log.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Measured), "measured")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record TrainerLine
{
    private TrainerLine() { }

    /// <summary>Version of the protocol.</summary>
    public int Sweeps { get; init; } = 1;

    /// <summary>The trainer has started and waits for a request.</summary>
    public sealed record Ready(int Pid, string Device) : TrainerLine;

    /// <summary>An epoch is over.</summary>
    public sealed record Measured(Measurement Measurement) : TrainerLine;

    /// <summary>The trial is trained. Values are those of the restored best epoch, with <c>test.*</c> beside <c>validation.*</c>.</summary>
    /// <param name="BestEpoch">From 1.</param>
    /// <param name="Files">File names below the scratch directory by what they are, such as <c>weights</c>.</param>
    public sealed record Finished(int BestEpoch, double Seconds, IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, string> Files) : TrainerLine;

    /// <summary>The trial failed; the trainer is ended and replaced.</summary>
    public sealed record Failed(FailureKind Kind, string Message) : TrainerLine;
}
