using System.Security.Cryptography;
using System.Text;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>A launch's idempotency key, and what was launched with it: the same words again are no second launch, others are a mistake.</summary>
/// <param name="Fingerprint">SHA-256 over the data's address and the spec's text.</param>
public sealed record LaunchKey(string Key, string Fingerprint)
{
    public static LaunchKey? Of(FleetCommand.Launch launch) => launch.Key is { } key
        ? new LaunchKey(key, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{launch.Data}\n{launch.SpecText}"))))
        : null;
}

/// <summary>What became of a launch with a key.</summary>
public readonly record struct KeyedLaunch(string Fingerprint, SweepName Sweep);
