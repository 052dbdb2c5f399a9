import torch
from torch import nn

from mtlviz.models import DualTaskMLP, ReplicatedMLP, seeded, with_one


def test_each_replica_starts_with_the_weights_of_its_seed():
    replicated = ReplicatedMLP([3, 0, 3])
    for replica, seed in enumerate([3, 0, 3]):
        torch.manual_seed(seed)
        expected = DualTaskMLP().state_dict()
        found = replicated.module(replica).state_dict()
        assert found.keys() == expected.keys()
        assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_making_models_leaves_the_global_generator_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    ReplicatedMLP([0, 1]).module(1)
    seeded(5)
    assert torch.equal(torch.rand(3), expected)


def test_shared_layer_has_576_parameters_and_the_layers_come_in_the_order_of_the_chapter():
    model = seeded(0)
    assert nn.utils.parameters_to_vector(model.shared.parameters()).numel() == 576 == ReplicatedMLP.SHARED
    assert [tuple(p.shape) for p in model.parameters()] == [(32, 17), (32,), (1, 32), (1,), (3, 32), (3,)]
    assert ReplicatedMLP([0]).flat.shape == (1, 708)


def test_replicated_forward_equals_each_plain_module():
    replicated = ReplicatedMLP([0, 1, 2])
    x = torch.randn(3, 20, 17, generator=torch.Generator().manual_seed(0))
    rul, logits = replicated(with_one(x))
    assert (rul.shape, logits.shape) == ((3, 20), (3, 20, 3))
    for e in range(3):
        expected_rul, expected_logits = seeded(e)(x[e])
        torch.testing.assert_close(rul[e], expected_rul)
        torch.testing.assert_close(logits[e], expected_logits)


def test_parameters_look_into_flat():
    model = ReplicatedMLP([0, 1])
    x = torch.ones(2, 4, 17)
    before = model(with_one(x))[0]
    model.flat[1] = 0
    after = model(with_one(x))[0]
    assert torch.equal(after[0], before[0])
    assert torch.equal(after[1], torch.zeros(4))
