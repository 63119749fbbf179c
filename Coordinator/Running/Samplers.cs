using Coordinator.Deciding.Search;
using Shared.Spec;

namespace Coordinator.Running;

/// <summary>Which sampler proposes a sweep's trials.</summary>
internal static class Samplers
{
    public static ISampler Of(SweepSpec spec) => new ControlSampler(new TpeSampler(spec.Seed), spec.Budget.ControlShare);
}
