using TorchSharp;

namespace Tests.Torch;

/// <summary>
/// The layer offers TorchSharp's members and nothing beside, so whatever compiles against it, the trainer included, uses
/// those alone. Worker/Torch/api.txt lists them as TorchSharp has them, but for defaults (see its README).
/// </summary>
public sealed class SurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_list_of_TorchSharps_members()
    {
        var listed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "api.txt"));
        var offered = PublicSurface.Of(typeof(torch).Assembly).ToArray();
        Assert.Empty(offered.Except(listed).Select(member => $"offered, but not in api.txt: {member}"));
        Assert.Empty(listed.Except(offered).Select(member => $"in api.txt, but not offered: {member}"));
        Assert.Equal(offered, listed);
    }

    [Fact]
    public void Settings_of_layers_losses_and_optimizers_have_no_defaults() =>
        Assert.Empty(
            from type in typeof(torch).Assembly.GetExportedTypes()
            where type is { IsAbstract: true, IsSealed: true } && type != typeof(torch)
            from method in PublicSurface.Callable(type)
            from parameter in method.GetParameters()
            where parameter.HasDefaultValue
            select $"{type}.{method.Name}({parameter.Name})");
}
