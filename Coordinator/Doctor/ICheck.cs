namespace Coordinator.Doctor;

/// <summary>One question about an installation.</summary>
internal interface ICheck
{
    /// <summary>A word for it.</summary>
    string Name { get; }

    Task<Finding> Look(CancellationToken cancellation);
}
