using System.Text.Json.Serialization;
using Shared.Trials;

namespace Shared.Protocol;

/// <summary>
/// What a worker writes to its trainer's standard input, one JSON object a line with <c>"sweeps":1</c>.
/// There is no request to cancel: that is done by ending the trainer.
/// </summary>
/// <param name="Sweeps">Version of the protocol.</param>
/// <param name="Trial">Such as <c>debtags/17</c>, for messages.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "request")]
[JsonDerivedType(typeof(TrainRequest), "train")]
[JsonDerivedType(typeof(StopRequest), "stop")]
public abstract record TrainerRequest(int Sweeps, string Trial);

/// <summary>Train a trial.</summary>
/// <param name="Number">The trial's number in the sweep; with the seed it names the trial's random streams.</param>
/// <param name="Seed">The sweep's seed. Initial weights depend on it alone (paired starts), everything else on the number too.</param>
/// <param name="Data">Path of the prepared data.</param>
/// <param name="Scratch">An empty directory for files that the trial leaves behind.</param>
/// <param name="Resume">Path of a checkpoint of this very trial to go on from; null: begin at the beginning. A trainer that keeps none never sees one.</param>
public sealed record TrainRequest(int Sweeps, string Trial, int Number, ulong Seed, TrialSettings Settings, string Data, string Scratch, string? Resume = null)
    : TrainerRequest(Sweeps, Trial);

/// <summary>
/// Finish the trial at the end of this epoch with the best so far: a stopping rule judged it. A trainer may ignore this,
/// and must if another trial is under way by then; one that has not finished some seconds later is ended.
/// </summary>
public sealed record StopRequest(int Sweeps, string Trial) : TrainerRequest(Sweeps, Trial);
