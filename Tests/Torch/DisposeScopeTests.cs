using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Torch;

[Collection(ProcessWideTorch.Name)]
public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope())
        {
            inside = ones(2) + 1;
            Assert.False(inside.IsInvalid);
        }
        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void A_result_moves_to_the_outer_scope()
    {
        Tensor result;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                result = ones(2).MoveToOuterDisposeScope();
            }
            Assert.False(result.IsInvalid);
        }
        Assert.True(result.IsInvalid);
    }

    [Fact]
    public void What_is_detached_outlives_every_scope()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            kept = ones(2).DetachFromDisposeScope();
        }
        Assert.Equal(2, kept.sum().item<float>());
        kept.Dispose();
    }

    [Fact]
    public void A_tensor_disposed_early_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        ones(2).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void What_a_module_owns_outlives_the_scope_it_was_made_in()
    {
        nn.Module<Tensor, Tensor> model;
        using (NewDisposeScope())
        {
            model = nn.Linear(2, 3, true, null, null);
        }
        using var again = NewDisposeScope();
        Assert.Equal([1, 3], model.call(ones(1, 2)).shape);
        model.Dispose();
        Assert.All(model.parameters(), parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void A_parameter_takes_its_tensors_place()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        using var parameter = nn.Parameter(data, true);
        Assert.True(data.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void What_is_forgotten_is_freed_by_finalizers()
    {
        var before = Tensor.TotalCount;
        Forget();
        // The first collection frees the optimizer's list, the second the tensors that it held.
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} are left");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget()
        {
            optim.Adam([nn.Parameter(ones(2), true)], 0.1, 0.9, 0.999, 1e-8, 0, false, false);
            ones(2);
        }
    }

    [Fact]
    public void Gradients_are_off_within_no_grad_and_back_on_after_it()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
        }
        Assert.True((x * 2).requires_grad);
    }
}
