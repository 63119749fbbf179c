namespace Tests.Torch;

/// <summary>
/// Tests that seed libtorch's generator or count live tensors: both are the process's own, so these tests run when
/// no other does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideTorch
{
    public const string Name = "process-wide torch";
}
