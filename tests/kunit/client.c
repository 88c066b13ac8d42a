// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver for suites of lucid.ko itself: it connects as fake_client.plan says and remembers what
 * came of it. Serves type BLK, whose own driver is not loaded then.
 */
#include <linux/err.h>

#include "fake.h"

struct fake_client fake_client;

static const struct lucid_shape fake_client_shape[] = {
	{ 64, 16 },
	{ 16, 16 },
};

static int fake_client_probe(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct fake_client *client = &fake_client;

	client->probes++;
	if (client->err)
		return client->err;
	client->ldev = ldev;
	client->link = lucid_link_open(ldev, offer, &client->plan);
	dev_set_drvdata(&ldev->dev, client->link);
	return PTR_ERR_OR_ZERO(client->link);
}

static void fake_client_remove(struct lucid_device *ldev)
{
	struct lucid_link *link = dev_get_drvdata(&ldev->dev);

	fake_client.removes++;
	if (fake_client.link == link)
		fake_client.link = NULL;
	lucid_link_free(link);
}

static void fake_client_changed(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	fake_client.changes++;
}

static struct lucid_driver fake_client_driver = {
	.driver.name	= "fake_client",
	.type		= LUCID_DEV_BLK,
	.probe		= fake_client_probe,
	.remove		= fake_client_remove,
	.changed	= fake_client_changed,
};

int fake_client_start(struct kunit *test)
{
	int err = fake_start_core(test);

	fake_client = (struct fake_client){
		.plan = {
			.features = 1,
			.channels = 2,
			.order = 5,
			.windows = 2,
			.window_pages = 16,
			.window_min = 4,
			.shapes = 2,
			.shape = fake_client_shape,
		},
	};
	return err ? err : lucid_driver_register(&fake_client_driver);
}

void fake_client_end(struct kunit *test)
{
	fake_fail_nth(0);
	lucid_driver_unregister(&fake_client_driver);
	fake_end_core(test);
}

void fake_client_connect(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_announce();
	fake_settle();
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake_client.link);
	KUNIT_EXPECT_FALSE(test, lucid_link_lost(fake_client.link));
}
