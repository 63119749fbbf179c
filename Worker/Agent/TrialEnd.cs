using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>How the training of one trial ended, as its trainer said or its end showed.</summary>
internal abstract record TrialEnd
{
    private TrialEnd() { }

    /// <summary>The trainer reported a result; each of its values is finite.</summary>
    public sealed record Finished(TrainerLine.Finished Line) : TrialEnd;

    /// <summary>A stopping rule ended the trial, and the trainer was ended since it did not finish of its own accord.</summary>
    public sealed record Stopped : TrialEnd;

    /// <summary>There is no result.</summary>
    public sealed record Failed(FailureKind Kind, string Message) : TrialEnd;
}
