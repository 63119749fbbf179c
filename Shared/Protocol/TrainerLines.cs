using System.Text.Json.Serialization;
using Shared.Trials;

namespace Shared.Protocol;

/// <summary>
/// What a trainer writes to its standard output, one JSON object a line with <c>"sweeps":1</c>.
/// Any other line is the trial's log.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Measured), "measured")]
[JsonDerivedType(typeof(Checkpointed), "checkpointed")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record TrainerLine
{
    private TrainerLine() { }

    /// <summary>Version of the protocol.</summary>
    public int Sweeps { get; init; } = 1;

    /// <summary>The trainer has started and waits for a request. Only a courtesy: requests are not held back for it.</summary>
    public sealed record Ready(int Pid, string Device) : TrainerLine;

    /// <summary>An epoch is over.</summary>
    public sealed record Measured(Measurement Measurement) : TrainerLine;

    /// <summary>The trial's whole state after an epoch is in a file, which stays as it is until the second one after it is announced.</summary>
    /// <param name="File">Its name below the scratch directory.</param>
    public sealed record Checkpointed(int Epoch, string File) : TrainerLine;

    /// <summary>The trial is trained. Values are those of the restored best epoch, with <c>test.*</c> beside <c>validation.*</c>.</summary>
    /// <param name="BestEpoch">From 1.</param>
    /// <param name="Files">File names below the scratch directory by what they are, such as <c>weights</c>.</param>
    public sealed record Finished(int BestEpoch, double Seconds, [property: JsonConverter(typeof(MeasuresJson))] IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, string> Files) : TrainerLine;

    /// <summary>The trial failed; the trainer is ended and replaced.</summary>
    public sealed record Failed(FailureKind Kind, string Message) : TrainerLine;
}
